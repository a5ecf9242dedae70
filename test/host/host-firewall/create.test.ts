import assert from 'node:assert/strict';
import { installIptablesServices } from '../../lab/firewall/firewall.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { bootRules, iptablesRules, loadNft, rulesOf } from '../../lab/firewall/rules.ts';
import { addresses, connects, sh, startServer } from './firewall.ts';

const findingOf = async (host: AgentHost) =>
  (await verify(host)).findings.find(({ check }) => check === 'host-firewall');

async function expectConnections(host: AgentHost, all: readonly string[] = addresses): Promise<void> {
  for (const address of all) assert.equal(await connects(host, address), true, address);
}

const hosts: readonly (readonly [string, (host: AgentHost) => Promise<unknown>])[] = [
  ['iptables', (host) => sh(host, iptablesRules)],
  ['nftables, with a named set and an interface by its number', (host) => loadNft(host.lab)],
];

describe("a host whose firewall accepts by the interface's name", () => {
  const host = useAgentHost({ fresh: true });

  for (const [what, load] of hosts) {
    describe(`in ${what}`, () => {
      beforeEach(async () => {
        await startServer(host);
        await load(host);
      });

      it('gets no bridge unless it is told what becomes of the rules, and is told of them without their comments', async () => {
        const rules = await rulesOf(host.lab);
        const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]);
        assert.match(sentence, /names 'eth0'.*and 1 more|names 'eth0'.* and '/);
        assert.match(sentence, /2222/);
        assert.match(sentence, /host-firewall 'follow'/);
        assert.doesNotMatch(sentence, /S3cret/);
        assert.equal(await rulesOf(host.lab), rules);
      });

      it("takes new connections with 'follow', and again after DeleteBridge, with its rules as they were", async () => {
        const rules = await rulesOf(host.lab);
        await host.create({ 'host-firewall': 'follow' });
        await expectConnections(host);
        assert.equal((await findingOf(host))?.status, 'pass');
        assert.equal((await host.create({ 'host-firewall': 'follow' })).changed, false);
        await host.delete();
        await expectConnections(host);
        assert.equal(await rulesOf(host.lab), rules);
      });

      it("takes new connections with 'follow', and again after Rollback, with its rules as they were", async () => {
        const rules = await rulesOf(host.lab);
        const { transaction } = await host.create({ 'host-firewall': 'follow' });
        await host.reply('Rollback', [transaction]);
        await expectConnections(host);
        assert.equal(await rulesOf(host.lab), rules);
      });

      it('has its twins again where a DeleteBridge is rolled back', async () => {
        await host.create({ 'host-firewall': 'follow' });
        const rules = await rulesOf(host.lab);
        const { transaction } = await host.delete();
        await host.reply('Rollback', [transaction]);
        await expectConnections(host);
        assert.equal(await rulesOf(host.lab), rules);
      });

      it('is warned where the change is on probation, and Verify fails with a remedy that works', async () => {
        const { warnings, transaction } = await host.create({ 'confirm-within': 600 });
        assert.match(warnings.join('\n'), /names 'eth0'.*confirm only when new connections work/);
        assert.doesNotMatch(warnings.join('\n'), /S3cret/);
        await host.reply('Confirm', [transaction]);
        assert.equal(await connects(host, addresses[0]), false);
        const finding = await findingOf(host);
        assert.equal(finding?.status, 'fail');
        assert.doesNotMatch(JSON.stringify(finding), /S3cret/);
        await sh(host, finding.remedy);
        await expectConnections(host);
        assert.equal((await findingOf(host))?.status, 'pass');
      });

      it("is warned with 'ignore'", async () => {
        const { warnings } = await host.create({ 'host-firewall': 'ignore', 'dry-run': true });
        assert.match(warnings.join('\n'), /names 'eth0'/);
      });
    });
  }

  it('has its rules byte for byte after a step that failed', async () => {
    await host.killAgent();
    await startAgentWithStub(host, 'ip', 'if [ "$1" = -batch ]; then exit 2; fi\nexec "$real" "$@"');
    await sh(host, iptablesRules);
    await loadNft(host.lab);
    const [rules, network] = [await rulesOf(host.lab), await networkOf(host.lab)];
    expectError(await host.call('CreateBridge', ['br0', 'eth0', { 'host-firewall': 'follow' }]), 'CommandFailed');
    assert.equal(await rulesOf(host.lab), rules);
    assert.deepEqual(await networkOf(host.lab), network);
  });

  it('has twins in its saved rules, which the next boot loads, and they go with the bridge', async () => {
    await installIptablesServices(host.lab);
    await startServer(host);
    await sh(host, iptablesRules);
    await sh(host, `for p in iptables ip6tables; do sh ${host.lab.path('/etc/init.d')}/$p save; done`);
    const saved = await host.lab.readFile('/etc/sysconfig/iptables');
    await host.create({ 'host-firewall': 'follow' });
    assert.match(await host.lab.readFile('/etc/sysconfig/iptables'), /-i eth0 -p icmp .*\n-A INPUT -i br0 -p icmp /);
    await host.lab.reboot(async () => {
      await sh(host, 'nft flush ruleset; service iptables start; service ip6tables start');
    });
    await startServer(host);
    await host.startAgent();
    await expectConnections(host);
    await host.delete();
    assert.equal(await host.lab.readFile('/etc/sysconfig/iptables'), saved);
    await expectConnections(host);
  });

  it('has twins in the files that the service nftables loads, as it has them now, and they go with the bridge', async () => {
    await startServer(host);
    const [main, part] = ['/etc/sysconfig/nftables.conf', '/etc/nftables/lan.nft'];
    await host.lab.writeFile(main, 'flush ruleset\ndefine wan = eth0\ninclude "/etc/nftables/*.nft"\n', 0o600);
    await host.lab.writeFile(part, bootRules, 0o600);
    const load = () =>
      sh(host, `sed 's#/etc/nftables#${host.lab.path('/etc/nftables')}#' ${host.lab.path(main)} | nft -f -`);
    await load();
    const rules = await rulesOf(host.lab);
    await host.create({ 'host-firewall': 'follow' });
    const unmarked = async () => (await rulesOf(host.lab)).replaceAll(/ comment "bridgehead [^"]*"/g, '');
    const live = await unmarked();
    await host.lab.reboot(async () => {
      await load();
    });
    assert.equal(await unmarked(), live);
    await startServer(host);
    await host.startAgent();
    await expectConnections(host);
    assert.equal((await findingOf(host))?.status, 'pass');
    await host.delete();
    assert.equal(await host.lab.readFile(part), bootRules);
    assert.equal(await rulesOf(host.lab), rules);
    await expectConnections(host);
    await host.lab.writeFile('/etc/nftables.conf', bootRules.replace('$wan', 'eth0'));
    const args = ['br0', 'eth0', { 'host-firewall': 'follow', 'confirm-within': 60 }] as const;
    assert.match(await expectRefusal(host, 'Refused', 'CreateBridge', args), /'\/etc\/nftables\.conf' names 'eth0'/);
  });

  it('has its saved rules back where bridged frames are accepted by a saved rule as well', async () => {
    await installIptablesServices(host.lab);
    await sh(host, `iptables -P FORWARD ACCEPT; ip6tables -P FORWARD ACCEPT\n${iptablesRules}`);
    await sh(host, `for p in iptables ip6tables; do sh ${host.lab.path('/etc/init.d')}/$p save; done`);
    const [saved, rules] = [await host.lab.readFile('/etc/sysconfig/iptables'), await rulesOf(host.lab)];
    await host.create({ 'host-firewall': 'follow', 'bridged-traffic': 'accept' });
    assert.match(await host.lab.readFile('/etc/sysconfig/iptables'), /-i br0 -p icmp .*\n[^]*physdev/);
    await host.delete();
    assert.equal(await host.lab.readFile('/etc/sysconfig/iptables'), saved);
    assert.equal(await rulesOf(host.lab), rules);
  });

  it('is refused a twin where the rule is for all but the interface', async () => {
    await sh(host, 'iptables -A INPUT ! -i eth0 -p tcp --dport 2222 -j DROP');
    const args = ['br0', 'eth0', { 'host-firewall': 'follow' }] as const;
    const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', args);
    assert.match(sentence, /no rule for 'br0' does the same.*! -i eth0 -p tcp --dport 2222 -j DROP/);
  });

  it('keeps a rule of ours that an administrator has changed, and names it', async () => {
    await startServer(host);
    await sh(host, iptablesRules);
    await host.create({ 'host-firewall': 'follow' });
    await sh(host, 'iptables -R INPUT 6 -i br0 -p icmp -s 192.0.2.0/24 -j ACCEPT');
    const { warnings } = await host.delete();
    assert.match(warnings.join('\n'), /still name 'br0': '-i br0 -p icmp|still name 'br0'/);
    assert.match(await sh(host, 'iptables -S INPUT'), /-s 192\.0\.2\.0\/24 -i br0 -p icmp -j ACCEPT/);
  });

  it('takes new connections by the rules of the other backend of iptables', async () => {
    await startServer(host);
    await sh(host, iptablesRules.replaceAll('iptables', 'iptables-legacy').replaceAll('ip6tables', 'ip6tables-legacy'));
    const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /iptables-legacy filter INPUT/);
    const rules = await sh(host, 'iptables-legacy -S');
    const { transaction } = await host.create({ 'host-firewall': 'follow' });
    await expectConnections(host);
    await host.reply('Rollback', [transaction]);
    await expectConnections(host);
    assert.equal(await sh(host, 'iptables-legacy -S'), rules);
  });

  it('takes new connections where it has 50,000 other rules, 600 that name the card, and a set of 20,000 addresses', async () => {
    await startServer(host);
    const ports = Array.from({ length: 300 }, (_, at) => at + 3000);
    const many = Array.from({ length: 50_000 }, (_, at) => `-A OUTPUT -d 10.${at >> 8}.${at & 255}.1/32 -j DROP`);
    const input = ['*filter', ...many, 'COMMIT', ''].join('\n');
    await host.lab.hostOk(['iptables-legacy-restore', '--noflush'], { input });
    const elements = Array.from({ length: 20_000 }, (_, at) => `10.${at >> 8}.${at & 255}.2`).join(', ');
    const set = `set s { type ipv4_addr; elements = { ${elements} }\n }\n`;
    const chain = ports.map((port) => `iifname "eth0" tcp dport ${port} counter drop`).join('\n');
    const hook = 'type filter hook input priority 1;';
    await host.lab.hostOk(['nft', '-f', '-'], {
      input: `table inet big { ${set} chain in { ${hook}\n${chain}\n }\n }\n`,
    });
    await sh(host, iptablesRules);
    const named = ports.map((port) => `-A INPUT -i eth0 -p udp -m udp --dport ${port} -j ACCEPT`);
    await host.lab.hostOk(['iptables-restore', '--noflush'], { input: ['*filter', ...named, 'COMMIT', ''].join('\n') });
    const rules = await rulesOf(host.lab);
    await host.create({ 'host-firewall': 'follow' });
    await expectConnections(host);
    assert.equal((await findingOf(host))?.status, 'pass');
    const { transaction } = await host.delete();
    assert.equal(await rulesOf(host.lab), rules);
    await host.reply('Rollback', [transaction]);
    assert.equal((await findingOf(host))?.status, 'pass');
  });

  it('is not held up by rules that do nothing, or are for other interfaces', async () => {
    await sh(host, 'iptables -A INPUT -i eth0 -j LOG; iptables -A INPUT -i eth0; iptables -A INPUT -i lo -j ACCEPT');
    await sh(host, 'iptables -N UNUSED; iptables -A UNUSED -i eth0 -j DROP');
    assert.deepEqual((await host.create()).warnings, []);
  });
});
