import assert from 'node:assert/strict';
import { addresses, type Uplink } from '../../lab/uplinks/files.ts';
import { UplinkHost, type Count } from '../../lab/uplinks/uplink-host.ts';

const bridges: readonly (readonly [string, Uplink])[] = [
  ['br100', 'eth0.100'],
  ['br0', 'eth0'],
  ['br300', 'bond0.300'],
  ['br1', 'bond0'],
];

/** One request may arrive in the moment before a new port forwards. */
function expectReachable(counts: ReadonlyMap<string, Count>): void {
  assert.equal(counts.size, Object.values(addresses).flat().length);
  for (const [address, { sent, received }] of counts) {
    assert.ok(received > 0 && sent - received <= 1, `${address}: ${received} of ${sent}`);
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

  for (const [bridge, uplink] of bridges) {
    it(`gets '${uplink}' behind '${bridge}' while every other interface, and LACP, goes on`, async () => {
      const counts = await host.whileLanPings(() => host.reply('CreateBridge', [bridge, uplink, {}]));
      expectReachable(counts);
      assert.equal(await host.bond(), bond);
      assert.deepEqual((await host.reply('Verify', [bridge, {}]))[0], true);
    });
  }

  it('boots with what it had live', async () => {
    const live = await host.network();
    await host.machine.reboot();
    await host.bond();
    assert.deepEqual(await host.network(), live);
  });

  it('gets everything back, bridge by bridge', async () => {
    bond = await host.bond();
    const counts = await host.whileLanPings(async () => {
      for (const [bridge] of bridges.toReversed()) await host.reply('DeleteBridge', [bridge, {}]);
    });
    expectReachable(counts);
    assert.equal(await host.bond(), bond);
    assert.deepEqual(await host.network(), plain);
  });
});
