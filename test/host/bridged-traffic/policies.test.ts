import assert from 'node:assert/strict';
import { installIptablesServices, installNetfilterPersistent } from '../../lab/firewall/firewall.ts';
import { plainEnvironment } from '../../lab/place.ts';
import { useAgentHost, type AgentHost, type ChangeReply } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { identityOf, networkOf } from '../../lab/agent-host/snapshot.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { addGuest, dropAll, expectHeard, expectSilent, rulesOf, settingsOf, sh } from './guest.ts';

const rule = '-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT';
const set = (host: AgentHost, policy: string, more = {}): Promise<ChangeReply> =>
  host.change('SetBridgedTraffic', ['br0', policy, more]);
const statusOf = async (host: AgentHost, check: string) =>
  (await verify(host)).findings.find((finding) => finding.check === check);

/** br0 with a guest behind a firewall that drops everything. */
async function silence(host: AgentHost): Promise<void> {
  await host.create({ 'bridged-traffic': 'unchanged' });
  await addGuest(host);
  await expectHeard(host);
  await sh(host, dropAll);
  await expectSilent(host);
}

describe('frames of a guest behind a firewall that drops them', () => {
  const host = useAgentHost({ fresh: true });

  for (const policy of ['bypass', 'auto']) {
    it(`pass after '${policy}', at once and after a reboot, and Verify explains the drop before`, async () => {
      await silence(host);
      const ill = await statusOf(host, 'bridged-traffic');
      assert.deepEqual([ill?.status, ill?.found], ['fail', 'iptables FORWARD policy DROP']);
      assert.match(ill?.remedy ?? '', / SetBridgedTraffic 'ssa\{sv\}' br0 auto 0$/);
      const planned = await set(host, policy, { 'dry-run': true });
      await expectSilent(host);
      const reply = await set(host, policy);
      assert.deepEqual(reply.plan, planned.plan);
      await expectHeard(host);
      assert.equal(await settingsOf(host), '000');
      assert.deepEqual(await rulesOf(host), []);
      const before = await identityOf(host.lab);
      const nothing = { transaction: '', changed: false, state: 'committed', plan: [], warnings: [] };
      assert.deepEqual(await set(host, policy), nothing);
      assert.deepEqual(await identityOf(host.lab), before);
      await host.lab.reboot();
      await sh(host, `${dropAll}; ip link set vnet0 master br0`);
      await expectHeard(host);
      await host.startAgent();
      for (const check of ['bridged-traffic', 'bridged-traffic-at-boot'])
        assert.equal((await statusOf(host, check))?.status, 'pass');
    });
  }

  it("pass after 'accept' by one rule per family, however often it is called", async () => {
    await silence(host);
    const reply = await set(host, 'accept');
    assert.ok(
      reply.plan.every(({ kind, title }) => kind === 'firewall-rule' && title.includes('lost at the next boot')),
    );
    await expectHeard(host);
    assert.equal((await set(host, 'accept')).changed, false);
    for (const program of ['iptables', 'ip6tables']) assert.deepEqual(await rulesOf(host, program), [rule]);
    assert.equal(await settingsOf(host), '111');
    assert.equal((await statusOf(host, 'bridged-traffic'))?.status, 'pass');
    assert.equal((await statusOf(host, 'bridged-traffic-at-boot'))?.found, 'not saved');
    assert.equal((await set(host, 'auto')).changed, false, 'a rule that is there is enough');
  });

  it("pass through Docker's chain on a host with Docker, with the settings left alone", async () => {
    await silence(host);
    const docker = '-N DOCKER-USER; $p -A DOCKER-USER -j RETURN; $p -I FORWARD -j DOCKER-USER';
    await sh(host, `for p in iptables ip6tables; do $p ${docker}; done`);
    const { plan } = await set(host, 'auto');
    assert.match(plan[0]?.title ?? '', /DOCKER-USER.*Docker/);
    await expectHeard(host);
    assert.equal(await settingsOf(host), '111');
    assert.deepEqual(await rulesOf(host), [rule.replace('FORWARD', 'DOCKER-USER')]);
  });

  it('pass a bridge that requests filtering for itself', async () => {
    await silence(host);
    await sh(host, 'sysctl -q net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0');
    await expectHeard(host);
    await sh(host, 'ip link set br0 type bridge nf_call_iptables 1 nf_call_ip6tables 1');
    await expectSilent(host);
    assert.equal((await statusOf(host, 'bridged-traffic'))?.status, 'fail');
    await set(host, 'bypass');
    await expectHeard(host);
  });

  it('are dropped by an nftables chain, which Verify names', async () => {
    await silence(host);
    await set(host, 'accept');
    await sh(host, `nft 'add table inet guard; add chain inet guard fence { type filter hook forward priority 5; }'`);
    await sh(host, `nft 'add rule inet guard fence counter drop'`);
    await expectSilent(host);
    const ill = await statusOf(host, 'bridged-traffic');
    assert.deepEqual([ill?.status, ill?.found], ['fail', 'nft table inet guard fence rule 1']);
    await sh(host, ill?.remedy ?? '');
    await expectHeard(host);
    assert.equal((await statusOf(host, 'bridged-traffic'))?.status, 'pass');
  });
});

describe('SetBridgedTraffic', () => {
  const host = useAgentHost();

  it('fails with NotFound without a bridge, and with Refused for a NAT bridge', async () => {
    expectError(await host.call('SetBridgedTraffic', ['br0', 'auto', {}]), 'NotFound');
    expectError(await host.call('SetBridgedTraffic', ['virbr0', 'auto', {}]), 'Refused');
  });

  it('reverts what the other policy did', async () => {
    await host.create({ 'bridged-traffic': 'unchanged' });
    const start = await networkOf(host.lab);
    await set(host, 'bypass');
    await set(host, 'accept');
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal(await settingsOf(host), '111');
    await set(host, 'bypass');
    assert.deepEqual([await rulesOf(host), await settingsOf(host)], [[], '000']);
    assert.equal((await set(host, 'unchanged')).changed, false);
  });
});

const savings = [
  ["Red Hat's iptables service", '/etc/sysconfig/iptables', 'service iptables start; service ip6tables start'],
  ["Debian's netfilter-persistent", '/etc/iptables/rules.v4', 'netfilter-persistent start'],
] as const;

describe('the rule that accepts bridged frames', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const [what, file, restore] of savings) {
    it(`is saved by ${what}, survives a reboot, and is removed without a trace`, async () => {
      const debian = what.startsWith('Debian');
      const folder = debian ? await installNetfilterPersistent(host.lab) : '/nonexistent';
      if (!debian) await installIptablesServices(host.lab);
      const env = { PATH: `${folder}:${plainEnvironment.PATH}` };
      await host.lab.writeFile(file, '# rules of the host\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n', 0o600);
      const start = await networkOf(host.lab);
      await host.startAgent({ env });
      await silence(host);
      await set(host, 'accept');
      assert.match(await host.lab.readFile(file), new RegExp(`^${rule}$`, 'm'));
      assert.equal((await set(host, 'accept')).changed, false);
      await host.lab.reboot(async () => {
        await sh(host, `nft flush ruleset; PATH=${folder}:$PATH; ${restore}`);
      });
      await sh(host, `ip link set vnet0 master br0`);
      await expectHeard(host);
      assert.equal((await rulesOf(host)).length, 1);
      await host.startAgent({ env });
      assert.equal((await statusOf(host, 'bridged-traffic-at-boot'))?.status, 'pass');
      await sh(host, 'ip link del vnet0');
      await host.delete();
      assert.deepEqual(await rulesOf(host), []);
      assert.deepEqual((await networkOf(host.lab)).files, start.files);
    });
  }
});
