import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { becomeNetworkManagerHost, isConnected, profilesFolder } from '../../lab/network-manager/only-stack.ts';
import { statesOf, withoutSilence } from './looks.ts';

const cards = ['eth1', 'eth2'] as const;

/** As installers leave one for a card that is not used: no server answers behind it. */
const installed = `[connection]
id=second
uuid=22222222-2222-4333-8444-555555555555
type=ethernet
interface-name=eth1
autoconnect=false

[ipv4]
method=auto
`;

describe('CreateBridge with further ports on a host that NetworkManager keeps', () => {
  const host = useAgentHost({ noAgent: true });

  before('NetworkManager has brought it up, and there are two more cards', async () => {
    await becomeNetworkManagerHost(host.lab);
    await host.lab.writeFile('/etc/NetworkManager/conf.d/20-cards.conf', '[main]\nno-auto-default=*\n');
    await host.lab.hostOk(['service', 'NetworkManager', 'restart']);
    for (const card of cards) {
      const words = `ip netns add far-${card}; ip link add ${card} type veth peer name eth0 netns far-${card}`;
      await host.lab.hostOk(['sh', '-ec', `${words}; ip -n far-${card} link set eth0 up`]);
    }
    await isConnected(host.lab, 'eth0');
    await host.startAgent();
  });

  const files = async (): Promise<string> =>
    (await host.lab.hostOk(['sh', '-c', `cd '${host.lab.path(profilesFolder)}' && grep -r . | sort`])).stdout;
  const masters = (): Promise<readonly (string | undefined)[]> =>
    Promise.all(['eth0', ...cards].map(async (card) => (await linkOf(host.lab, card)).master));

  it('has NetworkManager take them over without a silence, adds one later, and gives all of it back', async () => {
    await host.lab.writeFile(`${profilesFolder}/second.nmconnection`, installed, 0o600);
    await host.lab.hostOk(['nmcli', 'connection', 'reload']);
    const start = await files();
    await withoutSilence(host, () => host.create({ ports: ['eth1'] }));
    assert.deepEqual(await masters(), ['br0', 'br0', undefined]);
    assert.equal((await host.create({ ports: ['eth1'] })).changed, false);
    await withoutSilence(host, () => host.create({ ports: ['eth1', 'eth2'] }));
    assert.deepEqual(await masters(), ['br0', 'br0', 'br0']);
    assert.deepEqual(await statesOf(host, 'br0', 'eth0', ...cards), Array(4).fill('connected'));
    assert.deepEqual((await verify(host)).failed, []);
    await withoutSilence(host, () => host.delete());
    assert.deepEqual(await masters(), [undefined, undefined, undefined]);
    assert.equal(await files(), start);
  });
});
