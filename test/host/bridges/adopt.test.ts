import assert from 'node:assert/strict';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { globalAddresses, linkOf, ownAddresses } from '../../lab/agent-host/kernel.ts';
import { expectAnswer, expectNoSilence, hostAddresses, whileLanPings } from '../../lab/agent-host/lan.ts';
import { eventually } from '../../lab/eventually.ts';
import { networkOf, type Snapshot } from '../../lab/agent-host/snapshot.ts';

const empty = `ip link add br0 type bridge; ip link set br0 up
  ip netns add guest; ip link add vnet0 type veth peer name eth0 netns guest; ip -n guest link set eth0 up
  ip link set vnet0 addrgenmode none; ip link set vnet0 up; ip link set vnet0 master br0`;
const plugged = `${empty}; ip link set br0 type bridge forward_delay 0; ip link set br0 address 52:54:00:12:34:56
  ip link set eth0 master br0`;
/** As the manuals of other distributions have it. */
const moved = `${plugged}
  ip addr flush dev eth0 scope global; ip addr add 192.0.2.10/24 dev br0; ip addr add 2001:db8:1::10/64 dev br0 nodad
  ip route replace default via 192.0.2.1; ip -6 route del default dev eth0 metric 1; ip -6 route replace default via 2001:db8:1::1 dev br0`;

/** A port hears no router: what it had of one ends by itself, and no undo can bring it back as the kernel's own. */
async function networkWithoutRouters(host: AgentHost): Promise<Snapshot> {
  const { kernel, files } = await networkOf(host.lab);
  return { kernel: kernel.filter((line) => !line.includes('"protocol":"ra"')), files };
}

describe('a bridge that somebody made by hand, with the host', () => {
  const host = useAgentHost({ fresh: true });

  // A host on a port hears no answers to its ARP requests: they come by the bridge.
  for (const [where, commands, heard] of [
    ['on a card beside it', empty, true],
    ['on its card', plugged, false],
    ['on the bridge', moved, true],
  ] as const) {
    it(`${where}, is taken over with its guest and no packet lost, and given back`, async () => {
      await host.lab.hostOk(['sh', '-ec', commands]);
      if (heard) for (const address of hostAddresses) await expectAnswer(host.lab, address);
      await eventually('duplicate address detection is over', async () => {
        return (await host.lab.hostOk(['ip', '-6', 'addr', 'show', 'tentative'])).stdout === '';
      });
      const start = await networkWithoutRouters(host);
      await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', {}]);

      const { transaction } = await host.create({ adopt: true, 'confirm-within': 600 });
      await host.reply('Rollback', [transaction]);
      assert.deepEqual(await networkWithoutRouters(host), start);

      if (heard) expectNoSilence(await whileLanPings(host.lab, () => host.create({ adopt: true })));
      else await host.create({ adopt: true });
      for (const address of hostAddresses) await expectAnswer(host.lab, address);
      assert.deepEqual((await verify(host)).failed, []);
      const masters = await Promise.all(['vnet0', 'eth0'].map(async (name) => (await linkOf(host.lab, name)).master));
      assert.deepEqual(masters, ['br0', 'br0']);
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
