import assert from 'node:assert/strict';
import { installIptablesServices, installNetfilterPersistent } from '../../lab/firewall/firewall.ts';
import { plainEnvironment } from '../../lab/place.ts';
import { useBench, type Bench, type ChangeReply } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { identityOf, networkOf } from '../../lab/agent-host/snapshot.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { addGuest, dropAll, expectHeard, expectSilent, rulesOf, settingsOf, sh } from './guest.ts';

const rule = '-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT';
const set = (bench: Bench, policy: string, more = {}): Promise<ChangeReply> =>
  bench.change('SetBridgedTraffic', ['br0', policy, more]);
const statusOf = async (bench: Bench, check: string) =>
  (await verify(bench)).findings.find((finding) => finding.check === check);

/** br0 with a guest behind a firewall that drops everything. */
async function silence(bench: Bench): Promise<void> {
  await bench.create({ 'bridged-traffic': 'unchanged' });
  await addGuest(bench);
  await expectHeard(bench);
  await sh(bench, dropAll);
  await expectSilent(bench);
}

describe('frames of a guest behind a firewall that drops them', () => {
  const bench = useBench({ fresh: true });

  for (const policy of ['bypass', 'auto']) {
    it(`pass after '${policy}', at once and after a reboot, and Verify says why not before`, async () => {
      await silence(bench);
      const ill = await statusOf(bench, 'bridged-traffic');
      assert.deepEqual([ill?.status, ill?.found], ['fail', 'iptables FORWARD policy DROP']);
      assert.match(ill?.remedy ?? '', / SetBridgedTraffic 'ssa\{sv\}' br0 auto 0$/);
      const planned = await set(bench, policy, { 'dry-run': true });
      await expectSilent(bench);
      const reply = await set(bench, policy);
      assert.deepEqual(reply.plan, planned.plan);
      await expectHeard(bench);
      assert.equal(await settingsOf(bench), '000');
      assert.deepEqual(await rulesOf(bench), []);
      const before = await identityOf(bench.lab);
      assert.deepEqual(await set(bench, policy), { transaction: '', changed: false, state: 'committed', plan: [] });
      assert.deepEqual(await identityOf(bench.lab), before);
      await bench.lab.reboot();
      await sh(bench, `${dropAll}; ip link set vnet0 master br0`);
      await expectHeard(bench);
      await bench.startAgent();
      for (const check of ['bridged-traffic', 'bridged-traffic-at-boot'])
        assert.equal((await statusOf(bench, check))?.status, 'pass');
    });
  }

  it("pass after 'accept', by one rule a family, however often it is called", async () => {
    await silence(bench);
    const reply = await set(bench, 'accept');
    assert.ok(
      reply.plan.every(({ kind, title }) => kind === 'firewall-rule' && title.includes('lost at the next boot')),
    );
    await expectHeard(bench);
    assert.equal((await set(bench, 'accept')).changed, false);
    for (const program of ['iptables', 'ip6tables']) assert.deepEqual(await rulesOf(bench, program), [rule]);
    assert.equal(await settingsOf(bench), '111');
    assert.equal((await statusOf(bench, 'bridged-traffic'))?.status, 'pass');
    assert.equal((await statusOf(bench, 'bridged-traffic-at-boot'))?.found, 'not saved');
    assert.equal((await set(bench, 'auto')).changed, false, 'a rule that is there is enough');
  });

  it("pass by Docker's chain where Docker filters, with the settings left alone", async () => {
    await silence(bench);
    const docker = '-N DOCKER-USER; $p -A DOCKER-USER -j RETURN; $p -I FORWARD -j DOCKER-USER';
    await sh(bench, `for p in iptables ip6tables; do $p ${docker}; done`);
    const { plan } = await set(bench, 'auto');
    assert.match(plan[0]?.title ?? '', /DOCKER-USER.*Docker/);
    await expectHeard(bench);
    assert.equal(await settingsOf(bench), '111');
    assert.deepEqual(await rulesOf(bench), [rule.replace('FORWARD', 'DOCKER-USER')]);
  });

  it('pass a bridge that asks for the firewall itself', async () => {
    await silence(bench);
    await sh(bench, 'sysctl -q net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0');
    await expectHeard(bench);
    await sh(bench, 'ip link set br0 type bridge nf_call_iptables 1 nf_call_ip6tables 1');
    await expectSilent(bench);
    assert.equal((await statusOf(bench, 'bridged-traffic'))?.status, 'fail');
    await set(bench, 'bypass');
    await expectHeard(bench);
  });

  it('are stopped by a chain of nftables, which Verify names', async () => {
    await silence(bench);
    await set(bench, 'accept');
    await sh(bench, `nft 'add table inet guard; add chain inet guard fence { type filter hook forward priority 5; }'`);
    await sh(bench, `nft 'add rule inet guard fence counter drop'`);
    await expectSilent(bench);
    const ill = await statusOf(bench, 'bridged-traffic');
    assert.deepEqual([ill?.status, ill?.found], ['fail', 'nft table inet guard fence rule 1']);
    await sh(bench, ill?.remedy ?? '');
    await expectHeard(bench);
    assert.equal((await statusOf(bench, 'bridged-traffic'))?.status, 'pass');
  });
});

describe('SetBridgedTraffic', () => {
  const bench = useBench();

  it('is NotFound without a bridge, and Refused for a NAT bridge', async () => {
    expectError(await bench.call('SetBridgedTraffic', ['br0', 'auto', {}]), 'NotFound');
    expectError(await bench.call('SetBridgedTraffic', ['virbr0', 'auto', {}]), 'Refused');
  });

  it('takes back what the other policy had made', async () => {
    await bench.create({ 'bridged-traffic': 'unchanged' });
    const start = await networkOf(bench.lab);
    await set(bench, 'bypass');
    await set(bench, 'accept');
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.equal(await settingsOf(bench), '111');
    await set(bench, 'bypass');
    assert.deepEqual([await rulesOf(bench), await settingsOf(bench)], [[], '000']);
    assert.equal((await set(bench, 'unchanged')).changed, false);
  });
});

const savings = [
  ["Red Hat's iptables service", '/etc/sysconfig/iptables', 'service iptables start; service ip6tables start'],
  ["Debian's netfilter-persistent", '/etc/iptables/rules.v4', 'netfilter-persistent start'],
] as const;

describe('the rule that accepts bridged frames', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const [what, file, restore] of savings) {
    it(`is saved by ${what}, is there after a reboot, and goes without a trace`, async () => {
      const debian = what.startsWith('Debian');
      const folder = debian ? await installNetfilterPersistent(bench.lab) : '/nonexistent';
      if (!debian) await installIptablesServices(bench.lab);
      const env = { PATH: `${folder}:${plainEnvironment.PATH}` };
      await bench.lab.writeFile(file, '# rules of the host\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n', 0o600);
      const start = await networkOf(bench.lab);
      await bench.startAgent({ env });
      await silence(bench);
      await set(bench, 'accept');
      assert.match(await bench.lab.readFile(file), new RegExp(`^${rule}$`, 'm'));
      assert.equal((await set(bench, 'accept')).changed, false);
      await bench.lab.reboot(async () => {
        await sh(bench, `nft flush ruleset; PATH=${folder}:$PATH; ${restore}`);
      });
      await sh(bench, `ip link set vnet0 master br0`);
      await expectHeard(bench);
      assert.equal((await rulesOf(bench)).length, 1);
      await bench.startAgent({ env });
      assert.equal((await statusOf(bench, 'bridged-traffic-at-boot'))?.status, 'pass');
      await sh(bench, 'ip link del vnet0');
      await bench.delete();
      assert.deepEqual(await rulesOf(bench), []);
      assert.deepEqual((await networkOf(bench.lab)).files, start.files);
    });
  }
});
