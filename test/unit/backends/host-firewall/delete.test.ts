import assert from 'node:assert/strict';
import { acceptRule } from '../../../../src/backends/firewall/accept-rule.ts';
import { planDeleteHostFirewall } from '../../../../src/backends/host-firewall/delete.ts';
import { noFilters, type FilterRule } from '../../../../src/model/filters.ts';
import { noFile } from '../../../../src/model/host-file.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { Step } from '../../../../src/model/plan.ts';
import { contextOf } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { deletionOf, madeBy } from './deletion.ts';
import { chain, hostBehind, icmp, iptables, match, nft, plan, previews, rule, save, saved, ssh } from './host.ts';

const deletion = deletionOf('br0');

function parsedRule(text: string): FilterRule {
  return { text, interfaces: [], networks: [], mark: 'any', conditions: 'some', target: { kind: 'accept' } };
}

describe('DeleteBridge', () => {
  const twin = ssh.replace('eth0', 'br0');
  const before = hostBehind({ ...iptables(save([ssh, icmp])), ...saved(`# mine\n${save([ssh])}`) });
  const history = [madeBy(plan(before))];
  const after = (rules: readonly string[], text = `# mine\n${save([ssh, twin])}`): HostState =>
    hostBehind({ ...iptables(save(rules)), ...saved(text) });
  const planned = (state: HostState, made = history) =>
    planDeleteHostFirewall(deletion, {
      ...contextOf(state, { history: made }),
      ...{ uplinkName: 'eth0', returned: 'bridge' },
    });
  const gone = (state: HostState): readonly Step[] => planned(state).after;

  it('takes our twins away at once, and our lines from the saved rules', () => {
    const steps = gone(after([ssh, twin, icmp, icmp.replace('eth0', 'br0')]));
    const removed = ['-D INPUT -i br0 -p tcp -m tcp --dport 22 -j ACCEPT', '-D INPUT -i br0 -p icmp -j ACCEPT'];
    assert.equal(previews(steps)[0], `iptables-restore --noflush <<'end'\n*filter\n${removed.join('\n')}\nCOMMIT\nend`);
    const [rules, file] = steps;
    assert.ok(rules?.kind === 'firewall-rules');
    // Without them.
    assert.deepEqual(
      rules.rules.map(({ behind }) => [behind.position, behind.rule]),
      [
        [1, ssh],
        [2, icmp],
      ],
    );
    assert.ok(file?.kind === 'file');
    assert.equal(file.after, `# mine\n${save([ssh])}`);
  });

  it('leaves the rule that keeps the addresses of guests to the part that made it, and does not warn of it', () => {
    const words = ['-o', 'br0', ...acceptRule];
    const exception: Step = {
      ...{ kind: 'firewall-rule', title: 'x', program: 'iptables', table: 'nat', chain: 'POSTROUTING' },
      ...{ rule: words, action: 'add' },
    };
    const text = `*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING ${words.join(' ')}\nCOMMIT\n`;
    const { after: steps, warnings } = planned(hostBehind(iptables(text)), [madeBy([exception])]);
    assert.deepEqual([steps, warnings], [[], []]);
  });

  it('takes an element out once, also where a bridge of this name was created before', () => {
    const set = (...elem: readonly string[]) => ({
      set: { family: 'inet', table: 't', name: 'wan', type: 'ifname', elem },
    });
    const wan = rule(1, match('iifname', '@wan'), { accept: null });
    const made = madeBy(plan(hostBehind(nft(chain, set('eth0'), wan))));
    const steps = planned(hostBehind(nft(chain, set('eth0', 'br0'), wan)), [made, made]).after;
    assert.deepEqual(
      steps.map((step) => step.kind === 'nft-element' && [step.action, step.element]),
      [['remove', '"br0"']],
    );
  });

  it('leaves what is not ours, and warns of what names the bridge alone', () => {
    const theirs = '-A INPUT -i br0 -p tcp -m tcp --dport 443 -j ACCEPT';
    const state = after([ssh, twin, theirs], `# theirs\n${save([ssh, twin, theirs])}`);
    const [rules] = gone(state);
    assert.deepEqual(rules?.kind === 'firewall-rules' && rules.rules.map(({ rule: text }) => text), [twin]);
    const file = gone(state).find(({ kind }) => kind === 'file');
    assert.ok(file?.kind === 'file');
    assert.equal(file.after, `# theirs\n${save([ssh, theirs])}`);
    const { warnings = [] } = planned(state);
    assert.deepEqual(warnings.length, 1);
    assert.match(warnings[0] ?? '', /still name 'br0': '-i br0 -p tcp --dport 443 -j ACCEPT'/);
  });

  it('warns where the rules are saved before our twins are gone', () => {
    const accept = ['-m', 'physdev', '--physdev-is-bridged', '-j', 'ACCEPT'];
    const chains = { FORWARD: [parsedRule(`-A FORWARD ${accept.join(' ')}`)] };
    const table = { name: 'iptables', families: [4] as const, bridge: false, base: [], chains };
    const file = { ...noFile('/etc/sysconfig/iptables'), text: save([`-A FORWARD ${accept.join(' ')}`, ssh, twin]) };
    const saving = { way: 'service', programs: ['iptables'] } as const;
    const state = { ...after([ssh, twin]), filters: { ...noFilters, tables: [table], files: [file], saving } };
    const added: Step = {
      kind: 'firewall-rule',
      title: '',
      program: 'iptables',
      chain: 'FORWARD',
      rule: accept,
      action: 'add',
    };
    const { warnings = [] } = planned(state, [madeBy([...plan(before), added])]);
    assert.deepEqual(warnings, [
      "the saved rules of iptables still have those for 'br0'; save the rules again afterwards",
    ]);
    assert.deepEqual(planned(after([ssh, twin])).warnings, []);
  });

  it('is refused where a program does not say which of our rules it has', () => {
    const mute = (unreadable: readonly string[]): HostState => hostBehind({ unreadable });
    const sentence = throwsCode('Refused', () => planned(mute(['iptables'])));
    assert.match(sentence, /'iptables' does not list its rules, so those that were added for 'br0' cannot be found/);
    assert.deepEqual(gone(mute(['nft'])), []);
  });

  it('does nothing where we made no twin', () => {
    assert.deepEqual(planned(after([ssh, twin]), []).after, []);
  });
});
