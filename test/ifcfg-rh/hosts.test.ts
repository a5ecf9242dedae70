import assert from 'node:assert/strict';
import { startDhcpServer } from '../lab/dhcp/dhcp.ts';
import { becomeIfcfgHost } from '../lab/network-manager/ifcfg-rh.ts';
import { isConnected } from '../lab/network-manager/only-stack.ts';
import { restartNetworkManager } from '../lab/network-manager/network-manager.ts';
import { useAgentHost } from '../lab/agent-host/agent-host.ts';
import { verify } from '../lab/agent-host/findings.ts';
import { networkOf, type Snapshot } from '../lab/agent-host/snapshot.ts';
import { recordLosses, statesOf } from '../host/network-manager/looks.ts';
import {
  activeOn,
  addressing,
  difference,
  lastingAddresses,
  settingsOf,
  staying,
  withoutSilence,
  type Settings,
} from './looks.ts';
import { hosts } from './profiles.ts';

const kept = ['connected', 'connected'];

/** NetworkManager gives a bridge's routes another metric unless the profile has one. */
const metrics = ['ipv4.route-metric', 'ipv6.route-metric'];

for (const [what, described] of Object.entries(hosts)) {
  const { files, settings, leased = false, random = false, turnsIpv6Off = false, differs = metrics } = described;
  describe(`a host that NetworkManager keeps by ifcfg files, with ${what}`, () => {
    const host = useAgentHost({ noAgent: true });
    let start: Snapshot;
    let card: Settings;
    let addresses: readonly string[];

    before('NetworkManager has brought it up', async () => {
      if (leased) await startDhcpServer(host.lab);
      await becomeIfcfgHost(host.lab, files, settings);
      start = await networkOf(host.lab);
      card = await settingsOf(host.lab, await activeOn(host.lab, 'eth0'));
      addresses = await lastingAddresses(host.lab, 'eth0');
      await host.startAgent();
    });

    /** NetworkManager has the bridge and its port with their profiles, and the host what it had. */
    async function isKept(): Promise<void> {
      for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
      assert.deepEqual(await lastingAddresses(host.lab, 'br0'), addresses);
      assert.deepEqual((await verify(host)).failed, []);
    }

    it('has a bridge, taken over by NetworkManager, without a silence and without losing an address of the bridge', async () => {
      const losses = await recordLosses(host, 'br0');
      await withoutSilence(host.lab, 'eth0', () => host.create());
      assert.deepEqual(await statesOf(host, 'br0', 'eth0'), kept);
      const expected = turnsIpv6Off ? / inet6 / : /^$/;
      assert.deepEqual(
        losses().filter((line) => !expected.test(line)),
        [],
      );
      await isKept();
    });

    it('gives the bridge all that goes with its addresses, and leaves the rest to its card', async () => {
      const [bridge, port] = [await activeOn(host.lab, 'br0'), await activeOn(host.lab, 'eth0')];
      assert.equal(port, card['connection.uuid']);
      assert.deepEqual(difference(addressing(card), addressing(await settingsOf(host.lab, bridge))), differs);
      assert.deepEqual(difference(staying(card), staying(await settingsOf(host.lab, port))), []);
    });

    it('is as it was asked for, and stays so when NetworkManager starts again, now and at a boot', async () => {
      assert.equal((await host.create()).changed, false);
      await restartNetworkManager(host.lab);
      await isKept();
      await host.lab.reboot();
      await host.startAgent();
      await isKept();
    });

    it('has its interface back, and its files byte for byte, without a silence', async () => {
      await withoutSilence(host.lab, 'br0', () => host.delete());
      await isConnected(host.lab, 'eth0');
      assert.deepEqual(await statesOf(host, 'br0'), [undefined]);
      const now = await networkOf(host.lab);
      assert.deepEqual(now.files, start.files);
      if (random) assert.deepEqual(await lastingAddresses(host.lab, 'eth0'), addresses);
      else assert.deepEqual(now.kernel, start.kernel);
      const back = await settingsOf(host.lab, await activeOn(host.lab, 'eth0'));
      assert.deepEqual([addressing(back), staying(back)], [addressing(card), staying(card)]);
    });
  });
}
