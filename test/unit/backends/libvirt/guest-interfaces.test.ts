import assert from 'node:assert/strict';
import { interfacesOn } from '../../../../src/backends/libvirt/guest-interfaces.ts';
import { guest, hostOf, mac, nic, stopped } from './guests.ts';

const later = nic({ mac: '52:54:00:00:00:02', target: undefined });
const elsewhere = nic({ mac: '52:54:00:00:00:03', source: 'br1' });

describe('the guest interfaces on a bridge', () => {
  it('are each listed once, with the tap if live', () => {
    const state = hostOf([guest({ live: [nic({ target: 'vnet0' }), elsewhere], configured: [nic({}), later] })]);
    const interfaces = interfacesOn('br0', state).map(({ guest: { name }, mac: address, target }) => [
      name,
      address,
      target,
    ]);
    assert.deepEqual(interfaces, [
      ['web1', mac, 'vnet0'],
      ['web1', later.mac, ''],
    ]);
  });

  it('are listed for a stopped guest', () => {
    const state = hostOf([guest({ ...stopped, configured: [later] })]);
    assert.deepEqual(
      interfacesOn('br0', state).map(({ target }) => target),
      [''],
    );
    assert.deepEqual(interfacesOn('br1', state), []);
  });
});
