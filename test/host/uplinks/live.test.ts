import assert from 'node:assert/strict';
import { silence } from '../../lab/ping.ts';
import { addresses, type Uplink } from '../../lab/uplinks/files.ts';
import { interval, UplinkHost, type Count } from '../../lab/uplinks/uplink-host.ts';

const onCard: readonly Uplink[] = ['eth0', 'eth0.100', 'vlan200'];
const onBond: readonly Uplink[] = ['bond0', 'bond0.300'];

/** What shares a card with it goes on beside it. */
const bridges: readonly (readonly [string, Uplink, readonly Uplink[]])[] = [
  ['br100', 'eth0.100', onCard],
  ['br0', 'eth0', onCard],
  ['br300', 'bond0.300', onBond],
  ['br1', 'bond0', onBond],
];

/**
 * Under emulation the moment in which the kernel makes a port lasts as long as other programs have the processor; on an idle machine
 * at most one request is lost in it. A faulty change silences the host for whole seconds (see `silence`).
 */
function expectReachable(names: readonly Uplink[], counts: ReadonlyMap<string, Count>): void {
  assert.equal(counts.size, names.flatMap((name) => addresses[name]).length);
  for (const [address, { sent, received }] of counts) {
    assert.ok(received > 0 && (sent - received) * interval < silence, `${address}: ${received} of ${sent}`);
  }
}

describe('a host with VLANs and a bond', function () {
  this.timeout(1_800_000);
  let host: UplinkHost;
  let plain: unknown;
  let bond: string;

  before('boot a virtual machine', async () => {
    host = await UplinkHost.start();
    bond = await host.bond();
    plain = await host.network();
  });

  after('switch it off', () => host.machine.stop());

  for (const [bridge, uplink, beside] of bridges) {
    it(`gets '${uplink}' behind '${bridge}', and everything on the same cards, and LACP, goes on`, async () => {
      const counts = await host.whileLanPings(beside, () => host.reply('CreateBridge', [bridge, uplink, {}]));
      expectReachable(beside, counts);
      assert.equal(await host.bond(), bond);
    });
  }

  it('boots with what it had live', async () => {
    const live = await host.network();
    await host.machine.reboot();
    bond = await host.bond();
    assert.deepEqual(await host.network(), live);
    for (const [bridge] of bridges) {
      const [healthy, findings] = await host.reply('Verify', [bridge, {}]);
      assert.ok(healthy, JSON.stringify(findings));
    }
  });

  it('gets everything back, bridge by bridge', async () => {
    for (const [bridge, , beside] of bridges.toReversed()) {
      const counts = await host.whileLanPings(beside, () => host.reply('DeleteBridge', [bridge, {}]));
      expectReachable(beside, counts);
    }
    assert.equal(await host.bond(), bond);
    assert.deepEqual(await host.network(), plain);
  });
});
