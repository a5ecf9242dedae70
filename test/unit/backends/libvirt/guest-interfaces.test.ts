import assert from 'node:assert/strict';
import { cardsOn } from '../../../../src/backends/libvirt/guest-interfaces.ts';
import { guest, hostOf, mac, nic, stopped } from './guests.ts';

const later = nic({ mac: '52:54:00:00:00:02', target: undefined });
const elsewhere = nic({ mac: '52:54:00:00:00:03', source: 'br1' });

describe('the cards on a bridge', () => {
  it('are each told of once, with the tap of those that run', () => {
    const state = hostOf([guest({ live: [nic({ target: 'vnet0' }), elsewhere], configured: [nic({}), later] })]);
    const cards = cardsOn('br0', state).map((card) => [card.guest.name, card.mac, card.target]);
    assert.deepEqual(cards, [
      ['web1', mac, 'vnet0'],
      ['web1', later.mac, ''],
    ]);
  });

  it('are told of where the guest does not run', () => {
    const state = hostOf([guest({ ...stopped, configured: [later] })]);
    assert.deepEqual(
      cardsOn('br0', state).map(({ target }) => target),
      [''],
    );
    assert.deepEqual(cardsOn('br1', state), []);
  });
});
