import assert from 'node:assert/strict';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { globalAddresses, linkOf, ownAddresses } from '../../lab/agent-host/kernel.ts';
import { expectAnswer, expectNoSilence, hostAddresses, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';

const made = `ip link add br0 address 52:54:00:12:34:56 type bridge; ip link set br0 up; ip link set eth0 master br0
  ip tuntap add vnet0 mode tap; ip link set vnet0 up master br0`;
/** As the manuals of other distributions have it. */
const moved = `${made}
  ip addr flush dev eth0 scope global; ip addr add 192.0.2.10/24 dev br0; ip addr add 2001:db8:1::10/64 dev br0 nodad
  ip route replace default via 192.0.2.1; ip -6 route replace default via 2001:db8:1::1 dev br0`;

/** The LAN hears the host once the ports forward: without STP a port of a bridge made by hand still waits for its delay. */
async function makeByHand(host: AgentHost, commands: string): Promise<void> {
  await host.lab.hostOk(['sh', '-ec', commands]);
  for (const address of hostAddresses) await expectAnswer(host.lab, address);
}

const masterOf = async (host: AgentHost, name: string): Promise<string | undefined> =>
  (await linkOf(host.lab, name)).master;

describe('a bridge that somebody made by hand, with the host', () => {
  const host = useAgentHost({ fresh: true });

  for (const [where, commands] of [
    ['on its card', made],
    ['on the bridge', moved],
  ] as const) {
    it(`${where}, is taken over with its guest and no packet lost, and given back`, async () => {
      await makeByHand(host, commands);
      const start = await networkOf(host.lab);
      await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', {}]);

      const undone = await host.create({ adopt: true, 'confirm-within': 600 });
      await host.reply('Rollback', [undone.transaction]);
      assert.deepEqual(await networkOf(host.lab), start);

      expectNoSilence(await whileLanPings(host.lab, () => host.create({ adopt: true })));
      assert.deepEqual((await verify(host)).failed, []);
      assert.deepEqual([await masterOf(host, 'vnet0'), await masterOf(host, 'eth0')], ['br0', 'br0']);
      assert.equal((await host.create({ adopt: true })).changed, false);
      assert.equal((await host.create()).changed, false);

      expectError(await host.call('DeleteBridge', ['br0', {}]), 'Busy');
      await host.lab.hostOk(['ip', 'link', 'del', 'vnet0']);
      expectNoSilence(await whileLanPings(host.lab, () => host.delete()));
      const card = await linkOf(host.lab, 'eth0');
      assert.deepEqual([card.master, globalAddresses(card)], [undefined, ownAddresses]);
      assert.deepEqual((await networkOf(host.lab)).files, start.files);
    });
  }
});
