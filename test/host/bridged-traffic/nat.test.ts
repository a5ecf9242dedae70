import assert from 'node:assert/strict';
import { installIptablesServices } from '../../lab/firewall/firewall.ts';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { addGuest, expectHeard, expectSilent, sh } from './guest.ts';

const traffic = async (host: AgentHost) =>
  (await verify(host)).findings.find(({ check }) => check === 'bridged-traffic');
const set = (host: AgentHost, policy: string) => host.change('SetBridgedTraffic', ['br0', policy, {}]);
const natRules = async (host: AgentHost, program = 'iptables'): Promise<readonly string[]> =>
  (await sh(host, `${program}-save`)).split('\n').filter((line) => /^-A POSTROUTING .*physdev/.test(line));

const docker = `for p in iptables ip6tables; do $p -N DOCKER-USER; $p -A DOCKER-USER -j RETURN; $p -I FORWARD -j DOCKER-USER; done`;
const masquerade = 'for p in iptables ip6tables; do $p -t nat -A POSTROUTING -o br0 -j MASQUERADE; done';
const rule = '-A POSTROUTING -o br0 -m physdev --physdev-is-bridged -j ACCEPT';

/** br0 with a guest, and a machine on the LAN that hears nothing but the guest's own addresses. */
async function listenToGuest(host: AgentHost): Promise<void> {
  await host.create({ 'bridged-traffic': 'unchanged' });
  await addGuest(host);
  const own = 'iptables -A INPUT -p icmp --icmp-type echo-request ! -s 192.0.2.50 -j DROP';
  const own6 = 'ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-request ! -s 2001:db8:1::50 -j DROP';
  await host.lab.machine(['sh', '-ec', `${own}; ${own6}`]);
  await expectHeard(host);
}

describe('the address of a guest whose frames pass the table nat', () => {
  const host = useAgentHost({ fresh: true });

  for (const [what, script, found] of [
    ['a rule for the bridge', masquerade, 'iptables nat POSTROUTING rule 1 (-o br0 MASQUERADE)'],
    [
      'a rule for every interface but one',
      `ip link add docker0 type bridge; ${masquerade.replace('-o br0', '! -o docker0')}`,
      'iptables nat POSTROUTING rule 1 (! -o docker0 MASQUERADE)',
    ],
    [
      'a rule of nftables',
      `nft 'add table inet home; add chain inet home out { type nat hook postrouting priority 100; }; add rule inet home out oifname "br0" masquerade'`,
      'nft table inet home out rule 1 (-o br0 masquerade)',
    ],
    [
      'a rule of the other backend',
      `for p in iptables-legacy ip6tables-legacy; do $p -t nat -A POSTROUTING -o br0 -j MASQUERADE; done`,
      'iptables-legacy nat POSTROUTING rule 1 (-o br0 MASQUERADE)',
    ],
  ] as const) {
    it(`is changed by ${what}, which Verify names, and kept after the remedy`, async () => {
      await listenToGuest(host);
      await sh(host, script);
      await expectSilent(host);
      const ill = await traffic(host);
      assert.deepEqual([ill?.status, ill?.found], ['fail', found]);
      await sh(host, ill?.remedy ?? '');
      await expectHeard(host);
      assert.equal((await traffic(host))?.status, 'pass');
    });
  }

  it('is kept by a rule of ours in nat where Docker needs bridged frames in the firewall, until the bridge is gone', async () => {
    await installIptablesServices(host.lab);
    await listenToGuest(host);
    await sh(host, `${docker}; ${masquerade}`);
    await expectSilent(host);
    assert.match((await traffic(host))?.remedy ?? '', / auto 0$/);
    const { plan, transaction } = await set(host, 'auto');
    assert.match(plan.map(({ title }) => title).join('\n'), /table nat/);
    await expectHeard(host);
    for (const program of ['iptables', 'ip6tables']) assert.deepEqual(await natRules(host, program), [rule]);
    assert.match(await host.lab.readFile('/etc/sysconfig/iptables'), new RegExp(`^${rule}$`, 'm'));
    assert.equal((await traffic(host))?.status, 'pass');
    assert.equal((await set(host, 'auto')).changed, false);
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await natRules(host), []);
    await expectSilent(host);
    await set(host, 'auto');
    await sh(host, 'ip link del vnet0');
    await host.delete();
    for (const program of ['iptables', 'ip6tables']) assert.deepEqual(await natRules(host, program), []);
    assert.equal(host.lab.exists('/etc/sysconfig/iptables'), false);
  });

  it('is left alone by what Docker and libvirt do for their own guests', async () => {
    await listenToGuest(host);
    await sh(
      host,
      `ip link add docker0 type bridge; ip addr add 172.17.0.1/16 dev docker0; ${docker}
      iptables -t nat -N DOCKER; iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
      iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
      iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE`,
    );
    await expectHeard(host);
    assert.equal((await traffic(host))?.status, 'pass');
  });

  it('may be changed on its way in by a rule that nothing of ours can help against, and Verify says which', async () => {
    await listenToGuest(host);
    await sh(host, `${docker}; iptables -t nat -A PREROUTING -i br0 -p tcp --dport 80 -j REDIRECT --to-ports 3128`);
    const ill = await traffic(host);
    assert.deepEqual([ill?.status, ill?.found], ['warn', 'iptables nat PREROUTING rule 1 (-i br0 REDIRECT)']);
    assert.match(ill?.remedy ?? '', /^change the rule .*'iptables -t nat -S'/);
  });
});

describe('CreateBridge beside a rule that changes the addresses of what leaves by the interface', () => {
  const host = useAgentHost();

  it('keeps the addresses of guests from the start', async () => {
    await sh(host, `sysctl -q net.bridge.bridge-nf-call-iptables=1; ${docker}`);
    await sh(host, 'for n in 192.0.2.0/24; do iptables -t nat -A POSTROUTING -s $n -j MASQUERADE; done');
    await host.create();
    await addGuest(host);
    await host.lab.machine(['iptables', '-A', 'INPUT', '-p', 'icmp', '!', '-s', '192.0.2.50', '-j', 'DROP']);
    await eventually('the machine hears the guest’s own address', () => expectHeard(host).then(() => true));
    assert.equal((await natRules(host)).length, 1);
  });
});
