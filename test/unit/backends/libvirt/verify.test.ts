import assert from 'node:assert/strict';
import type { Guest, Libvirt, Link } from '../../../../src/model/host-state.ts';
import { verifyDaemon, verifyGuests } from '../../../../src/backends/libvirt/verify.ts';
import { intentOf } from '../../../../src/backends/network/network-scripts/contents/intent.ts';
import { expectationOf } from '../../../../src/model/expectation.ts';
import { bridgeLink } from '../../operations/bridges/bridges.ts';
import { guest, hostOf, mac, nic, stopped } from './guests.ts';
import { link, libvirt } from '../../support/host.ts';

const tap = (master: string | undefined): Link =>
  link({ name: 'vnet0', kind: 'tun', mac: 'fe:54:00:00:00:01', master });
const look = (guests: readonly Guest[], ...links: Link[]) => {
  const state = hostOf(guests, { links: [link({ master: 'br0' }), bridgeLink(), ...links] });
  return verifyGuests(expectationOf('br0', 'eth0', intentOf('br0', state)), state);
};
const live = guest({ live: [nic({ target: 'vnet0' })], configured: [nic()] });

describe('libvirtd, as Verify sees it', () => {
  const daemon = (service: Libvirt['service']) => verifyDaemon(hostOf([], { libvirt: libvirt({ service }) }));

  it('passes with its version and networks', () => {
    const { status, message, found } = daemon('running');
    assert.deepEqual([status, message, found], ['pass', 'libvirt 9.0.0', 'networks: lan default']);
  });

  it('is skipped where it is absent, warned of where it is stopped, and fails where it hangs', () => {
    assert.equal(daemon('absent').status, 'skip');
    const client = libvirt({ service: 'stopped', installed: false });
    assert.equal(verifyDaemon(hostOf([], { libvirt: client })).status, 'skip', 'a client alone');
    const { status, remedy } = daemon('stopped');
    assert.deepEqual([status, remedy], ['warn', 'service libvirtd start']);
    assert.deepEqual([daemon('hanging').status, daemon('hanging').remedy], ['fail', 'service libvirtd restart']);
  });
});

describe('guests, as Verify sees them', () => {
  it('pass with their names, interfaces and taps', () => {
    const { status, found } = look([live], tap('br0'));
    assert.deepEqual([status, found], ['pass', `'web1' ${mac} vnet0`]);
  });

  it('pass while they are shut off', () => {
    const { status, found } = look([guest({ ...stopped, configured: [nic()] })]);
    assert.deepEqual([status, found], ['pass', `'web1' ${mac} (shut off)`]);
  });

  it('are skipped where none is on the bridge', () => {
    assert.equal(look([guest({ live: [nic({ type: 'network', source: 'default' })] })]).status, 'skip');
  });

  it('fail where a tap is not a port of the bridge, with the command that makes it one', () => {
    for (const master of ['virbr0', undefined]) {
      const { status, remedy } = look([live], tap(master));
      assert.deepEqual([status, remedy], ['fail', 'ip link set dev vnet0 master br0']);
    }
  });

  it('are warned of where only their next start will bring them to the bridge', () => {
    const elsewhere = nic({ type: 'network', source: 'default', target: 'vnet0' });
    const { status, found } = look([guest({ live: [elsewhere], configured: [nic()] })], tap('virbr0'));
    assert.deepEqual([status, found], ['warn', `'web1' ${mac}`]);
  });

  it('include ports that libvirt knows nothing of', () => {
    assert.match(look([live], tap('br0'), link({ name: 'tap7', kind: 'tun', master: 'br0' })).found, /, tap7$/);
  });
});
