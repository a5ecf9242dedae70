import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { snapshotOf } from '../../lab/agent-host/snapshot.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { eventually } from '../../lab/eventually.ts';

/** Cards that lead into networks of their own, each with a machine that has an address of the LAN. */
const cards = ['eth1', 'eth2'] as const;

describe('CreateBridge with further ports', () => {
  const host = useAgentHost({ files: { [`${scripts}/ifcfg-eth1`]: 'DEVICE=eth1\nONBOOT=no\nBOOTPROTO=dhcp\n' } });

  before('the host has two more cards', async () => {
    for (const [index, card] of cards.entries()) {
      await host.lab.hostOk([
        ...['sh', '-ec'],
        `ip netns add far-${card}
        ip link add ${card} address 52:54:00:00:01:0${index} type veth peer name eth0 netns far-${card}
        ip -n far-${card} link set eth0 up; ip -n far-${card} addr add 192.0.2.3${index}/24 dev eth0`,
      ]);
    }
    // One that was never up has no queueing discipline.
    await host.lab.hostOk(['sh', '-ec', 'ip link set eth1 up; ip link set eth2 up; ip link set eth2 down']);
  });

  const masters = async (): Promise<readonly (string | undefined)[]> =>
    Promise.all(['eth0', ...cards].map(async (card) => (await linkOf(host.lab, card)).master));

  /** Whether the machine behind the card reaches another one on the LAN through the bridge. */
  const reaches = async (card: string): Promise<boolean> => {
    const ping = ['ip', 'netns', 'exec', `far-${card}`, 'ping', '-c', '1', '-W', '0.5', '192.0.2.20'];
    return (await host.lab.host(ping)).exitCode === 0;
  };

  it('joins networks without a packet lost, adds a port later, and gives all of it back', async () => {
    const start = await snapshotOf(host.lab);
    const counts = await whileLanPings(host.lab, () => host.create({ ports: ['eth1'] }));
    expectNoSilence(counts);
    assert.deepEqual(await masters(), ['br0', 'br0', undefined]);
    assert.deepEqual((await linkOf(host.lab, 'eth1')).addr_info, []);
    await eventually('a machine behind eth1 reaches the LAN', () => reaches('eth1'));
    assert.equal((await host.create({ ports: ['eth1'] })).changed, false);
    await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', {}]);

    const added = await whileLanPings(host.lab, () => host.create({ ports: ['eth1', 'eth2'] }));
    expectNoSilence(added);
    await eventually('a machine behind eth2 reaches the LAN', () => reaches('eth2'));
    assert.deepEqual((await verify(host)).failed, []);
    await host.lab.hostOk(['ip', 'link', 'set', 'dev', 'eth2', 'nomaster']);
    assert.deepEqual(
      (await verify(host)).failed.map(({ check }) => check),
      ['interface-in-bridge'],
    );
    await host.change('RepairBridge', ['br0', {}]);
    assert.deepEqual(await masters(), ['br0', 'br0', 'br0']);

    expectNoSilence(await whileLanPings(host.lab, () => host.delete()));
    const end = await snapshotOf(host.lab);
    const own = (files: typeof end.files) =>
      Object.entries(files).filter(([path]) => !path.startsWith('/var/lib/bridgehead'));
    assert.deepEqual(own(end.files), own(start.files));
    assert.deepEqual(end.kernel, start.kernel);
  });

  it('takes ports back that were added, when that is rolled back', async () => {
    await host.create({ ports: ['eth1'] });
    const before = await snapshotOf(host.lab);
    const { transaction } = await host.create({ ports: ['eth1', 'eth2'] });
    await host.reply('Rollback', [transaction]);
    assert.deepEqual((await snapshotOf(host.lab)).kernel, before.kernel);
    assert.deepEqual(await masters(), ['br0', 'br0', undefined]);
    await host.delete();
  });
});
