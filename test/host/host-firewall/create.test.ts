import assert from 'node:assert/strict';
import { installIptablesServices } from '../../lab/firewall/firewall.ts';
import { useBench, type Bench } from '../bridges/bench.ts';
import { expectError, expectRefusal } from '../bridges/expectations.ts';
import { networkOf } from '../bridges/picture.ts';
import { startAgentWithStub } from '../bridges/stub-command.ts';
import { verify } from '../verify/findings.ts';
import { addresses, connects, iptablesRules, loadNft, rulesOf, sh, startServer } from './firewall.ts';

const findingOf = async (bench: Bench) => (await verify(bench)).findings.find(({ check }) => check === 'host-firewall');

async function expectConnections(bench: Bench, all: readonly string[] = addresses): Promise<void> {
  for (const address of all) assert.equal(await connects(bench, address), true, address);
}

const hosts: readonly (readonly [string, (bench: Bench) => Promise<unknown>])[] = [
  ['iptables', (bench) => sh(bench, iptablesRules)],
  ['nftables, with a named set and an interface by its number', loadNft],
];

describe("a host whose firewall accepts by the interface's name", () => {
  const bench = useBench({ fresh: true });

  for (const [what, load] of hosts) {
    describe(`in ${what}`, () => {
      beforeEach(async () => {
        await startServer(bench);
        await load(bench);
      });

      it('gets no bridge unless it is told what becomes of the rules, and is told of them without their comments', async () => {
        const rules = await rulesOf(bench);
        const sentence = await expectRefusal(bench, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]);
        assert.match(sentence, /names 'eth0'.*and 1 more|names 'eth0'.* and '/);
        assert.match(sentence, /2222/);
        assert.match(sentence, /host-firewall 'follow'/);
        assert.doesNotMatch(sentence, /S3cret/);
        assert.equal(await rulesOf(bench), rules);
      });

      it("takes new connections with 'follow', and again after DeleteBridge, with its rules as they were", async () => {
        const rules = await rulesOf(bench);
        await bench.create({ 'host-firewall': 'follow' });
        await expectConnections(bench);
        assert.equal((await findingOf(bench))?.status, 'pass');
        assert.equal((await bench.create({ 'host-firewall': 'follow' })).changed, false);
        await bench.delete();
        await expectConnections(bench);
        assert.equal(await rulesOf(bench), rules);
      });

      it("takes new connections with 'follow', and again after Rollback, with its rules as they were", async () => {
        const rules = await rulesOf(bench);
        const { transaction } = await bench.create({ 'host-firewall': 'follow' });
        await bench.reply('Rollback', [transaction]);
        await expectConnections(bench);
        assert.equal(await rulesOf(bench), rules);
      });

      it('has its twins again where a DeleteBridge is rolled back', async () => {
        await bench.create({ 'host-firewall': 'follow' });
        const rules = await rulesOf(bench);
        const { transaction } = await bench.delete();
        await bench.reply('Rollback', [transaction]);
        await expectConnections(bench);
        assert.equal(await rulesOf(bench), rules);
      });

      it('is warned where the change is on probation, and Verify fails with a remedy that works', async () => {
        const { warnings = [], transaction } = await bench.create({ 'confirm-within': 600 });
        assert.match(warnings.join('\n'), /names 'eth0'.*confirm only when new connections work/);
        assert.doesNotMatch(warnings.join('\n'), /S3cret/);
        await bench.reply('Confirm', [transaction]);
        assert.equal(await connects(bench, addresses[0]), false);
        const finding = await findingOf(bench);
        assert.equal(finding?.status, 'fail');
        assert.doesNotMatch(JSON.stringify(finding), /S3cret/);
        await sh(bench, finding.remedy);
        await expectConnections(bench);
        assert.equal((await findingOf(bench))?.status, 'pass');
      });

      it("is warned with 'ignore'", async () => {
        const { warnings = [] } = await bench.create({ 'host-firewall': 'ignore', 'dry-run': true });
        assert.match(warnings.join('\n'), /names 'eth0'/);
      });
    });
  }

  it('has its rules byte for byte after a step that failed', async () => {
    await bench.killAgent();
    await startAgentWithStub(bench, 'ip', 'if [ "$1" = -batch ]; then exit 2; fi\nexec "$real" "$@"');
    await sh(bench, iptablesRules);
    await loadNft(bench);
    const [rules, network] = [await rulesOf(bench), await networkOf(bench.lab)];
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', { 'host-firewall': 'follow' }]), 'CommandFailed');
    assert.equal(await rulesOf(bench), rules);
    assert.deepEqual(await networkOf(bench.lab), network);
  });

  it('has twins in its saved rules, which the next boot loads, and they go with the bridge', async () => {
    await installIptablesServices(bench.lab);
    await startServer(bench);
    await sh(bench, iptablesRules);
    await sh(bench, `for p in iptables ip6tables; do sh ${bench.lab.path('/etc/init.d')}/$p save; done`);
    const saved = await bench.lab.readFile('/etc/sysconfig/iptables');
    await bench.create({ 'host-firewall': 'follow' });
    assert.match(await bench.lab.readFile('/etc/sysconfig/iptables'), /-i eth0 -p icmp .*\n-A INPUT -i br0 -p icmp /);
    await bench.lab.reboot(async () => {
      await sh(bench, 'nft flush ruleset; service iptables start; service ip6tables start');
    });
    await startServer(bench);
    await bench.startAgent();
    await expectConnections(bench);
    await bench.delete();
    assert.equal(await bench.lab.readFile('/etc/sysconfig/iptables'), saved);
    await expectConnections(bench);
  });

  it('has its saved rules back where bridged frames are accepted by a saved rule as well', async () => {
    await installIptablesServices(bench.lab);
    await sh(bench, `iptables -P FORWARD ACCEPT; ip6tables -P FORWARD ACCEPT\n${iptablesRules}`);
    await sh(bench, `for p in iptables ip6tables; do sh ${bench.lab.path('/etc/init.d')}/$p save; done`);
    const [saved, rules] = [await bench.lab.readFile('/etc/sysconfig/iptables'), await rulesOf(bench)];
    await bench.create({ 'host-firewall': 'follow', 'bridged-traffic': 'accept' });
    assert.match(await bench.lab.readFile('/etc/sysconfig/iptables'), /-i br0 -p icmp .*\n[^]*physdev/);
    await bench.delete();
    assert.equal(await bench.lab.readFile('/etc/sysconfig/iptables'), saved);
    assert.equal(await rulesOf(bench), rules);
  });

  it('is refused a twin where the rule is for all but the interface', async () => {
    await sh(bench, 'iptables -A INPUT ! -i eth0 -p tcp --dport 2222 -j DROP');
    const args = ['br0', 'eth0', { 'host-firewall': 'follow' }] as const;
    const sentence = await expectRefusal(bench, 'Refused', 'CreateBridge', args);
    assert.match(sentence, /no rule for 'br0' does the same.*! -i eth0 -p tcp --dport 2222 -j DROP/);
  });

  it('keeps a rule of ours that an administrator has changed, and names it', async () => {
    await startServer(bench);
    await sh(bench, iptablesRules);
    await bench.create({ 'host-firewall': 'follow' });
    await sh(bench, 'iptables -R INPUT 6 -i br0 -p icmp -s 192.0.2.0/24 -j ACCEPT');
    const { warnings = [] } = await bench.delete();
    assert.match(warnings.join('\n'), /still name 'br0': '-i br0 -p icmp|still name 'br0'/);
    assert.match(await sh(bench, 'iptables -S INPUT'), /-s 192\.0\.2\.0\/24 -i br0 -p icmp -j ACCEPT/);
  });

  it('takes new connections by the rules of the other backend of iptables', async () => {
    await startServer(bench);
    await sh(
      bench,
      iptablesRules.replaceAll('iptables', 'iptables-legacy').replaceAll('ip6tables', 'ip6tables-legacy'),
    );
    const sentence = await expectRefusal(bench, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /iptables-legacy filter INPUT/);
    const rules = await sh(bench, 'iptables-legacy -S');
    const { transaction } = await bench.create({ 'host-firewall': 'follow' });
    await expectConnections(bench);
    await bench.reply('Rollback', [transaction]);
    await expectConnections(bench);
    assert.equal(await sh(bench, 'iptables-legacy -S'), rules);
  });

  it('takes new connections where it has 50,000 other rules and a set of 20,000 addresses', async () => {
    await startServer(bench);
    const many = Array.from({ length: 50_000 }, (_, at) => `-A OUTPUT -d 10.${at >> 8}.${at & 255}.1/32 -j DROP`);
    const input = ['*filter', ...many, 'COMMIT', ''].join('\n');
    await bench.lab.hostOk(['iptables-legacy-restore', '--noflush'], { input });
    const elements = Array.from({ length: 20_000 }, (_, at) => `10.${at >> 8}.${at & 255}.2`).join(', ');
    const set = `table inet big { set s { type ipv4_addr; elements = { ${elements} }\n }\n }\n`;
    await bench.lab.hostOk(['nft', '-f', '-'], { input: set });
    await sh(bench, iptablesRules);
    await bench.create({ 'host-firewall': 'follow' });
    await expectConnections(bench);
    assert.equal((await findingOf(bench))?.status, 'pass');
  });

  it('is not held up by rules that do nothing, or are for other interfaces', async () => {
    await sh(bench, 'iptables -A INPUT -i eth0 -j LOG; iptables -A INPUT -i eth0; iptables -A INPUT -i lo -j ACCEPT');
    await sh(bench, 'iptables -N UNUSED; iptables -A UNUSED -i eth0 -j DROP');
    assert.deepEqual((await bench.create()).warnings, undefined);
  });
});
