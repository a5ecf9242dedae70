import assert from 'node:assert/strict';
import { verifyHostFirewall } from '../../../../src/backends/host-firewall/verify.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { previewStep } from '../../../../src/transactions/steps/steps.ts';
import { link } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import {
  byRules,
  chain,
  files,
  hostBehind,
  icmp,
  iptables,
  match,
  nft,
  plan,
  previews,
  rule,
  save,
  saved,
  savedPath,
  ssh,
  warningsOf,
} from './host.ts';

const bridged = (state: HostState): HostState => ({ ...state, links: [link({ master: 'br0' })] });
const accept = { accept: null };
/** The commands for iptables-restore. */
const added = (state: HostState): readonly string[] =>
  previews(plan(state)).flatMap((text) => text.split('\n').filter((line) => line.startsWith('-')));

describe("the option 'host-firewall'", () => {
  it('refuses by default, and quotes two rules', () => {
    const state = byRules(ssh, icmp, '-A OUTPUT -o eth0 -p udp -j DROP');
    const sentence = throwsCode('Refused', () => plan(state, { hostFirewall: 'refuse' }));
    assert.match(sentence, /'-i eth0 -p tcp --dport 22 -j ACCEPT' in 'iptables filter INPUT', .* and 1 more; give/);
  });

  it('refuses nothing where no rule matters, or the way back is there, or the bridge is there already', () => {
    assert.deepEqual(plan(byRules('-A INPUT -i eth1 -j ACCEPT'), { hostFirewall: 'refuse' }), []);
    assert.deepEqual(plan(byRules(ssh), { hostFirewall: 'refuse', confirmWithin: 60 }), []);
    assert.deepEqual(plan(bridged(byRules(ssh)), { hostFirewall: 'refuse' }), []);
    assert.deepEqual(plan(byRules(ssh), { hostFirewall: 'ignore' }), []);
  });

  it('refuses what only the saved rules have, also for an image', () => {
    const state = { ...hostBehind(files({ [savedPath]: save([ssh]) })), live: false, links: [] };
    const sentence = throwsCode('Refused', () => plan(state, { hostFirewall: 'refuse', activate: 'boot' }));
    assert.match(sentence, /in 'filter INPUT of \/etc\/sysconfig\/iptables'/);
    const [step] = plan(state, { activate: 'boot' });
    assert.ok(step?.kind === 'file');
    assert.equal(step.after, save([ssh, ssh.replace('eth0', 'br0')]));
  });

  it('puts each twin right behind its rule, with all else of it', () => {
    const state = byRules(
      ssh,
      `-A INPUT -s 192.0.2.7/32 -i eth0 -m comment --comment "it's -i eth0" -j ACCEPT`,
      '-A INPUT -j LOG',
      '-A OUTPUT -o eth+ -j ACCEPT',
    );
    assert.deepEqual(added(state), [
      // The last one first, so that each has the place that it is given.
      '-I OUTPUT 2 -o br0 -j ACCEPT',
      `-I INPUT 3 -s 192.0.2.7/32 -i br0 -m comment --comment "it's -i eth0" -j ACCEPT`,
      '-I INPUT 2 -i br0 -p tcp -m tcp --dport 22 -j ACCEPT',
    ]);
  });

  it('makes one twin of rules that are the same', () => {
    assert.equal(added(byRules(ssh, ssh)).length, 1);
  });

  it('is so already where every rule has its twin', () => {
    assert.deepEqual(plan(byRules(ssh, ssh.replace('eth0', 'br0'))), []);
  });

  it('refuses to follow where a twin would not do the same', () => {
    for (const text of ['-A INPUT ! -i eth0 -j DROP', '-A INPUT ! -i eth0 -j ACCEPT'])
      assert.match(
        throwsCode('Refused', () => plan(byRules(ssh, text))),
        /no rule for 'br0' does the same.*! -i eth0/,
      );
    const numbers = { set: { family: 'inet', table: 't', name: 's', type: 'iface_index', elem: ['eth0'] } };
    const state = hostBehind(nft(chain, numbers, rule(1, match('iif', '@s'), accept)));
    assert.match(
      throwsCode('Refused', () => plan(state)),
      /by their number cannot have 'br0'/,
    );
  });

  it('refuses to follow what another program makes anew', () => {
    const state = hostBehind(files({ '/etc/shorewall/interfaces': 'net eth0\n' }));
    assert.match(
      throwsCode('Refused', () => plan(state)),
      /Shorewall names 'eth0'.* add 'br0' to it/,
    );
  });

  it('gives one twin to rules that would have the same', () => {
    const state = byRules(icmp, icmp, icmp.replace('eth0', 'eth+'));
    assert.deepEqual(added(state), ['-I INPUT 2 -i br0 -p icmp -j ACCEPT']);
  });

  it('refuses to follow rules that a program does not list', () => {
    const state = hostBehind({ unreadable: ['nft'] });
    const sentence = throwsCode('Refused', () => plan(state));
    assert.match(sentence, /'nft' does not list its rules, so it is unknown which of them name 'eth0'/);
    assert.deepEqual(plan(state, { hostFirewall: 'ignore' }), []);
  });

  it('refuses to follow rules without end', () => {
    const many = Array.from({ length: 1001 }, (_, at) => `-A INPUT -i eth0 -p tcp --dport ${at + 1} -j ACCEPT`);
    assert.match(
      throwsCode('Refused', () => plan(byRules(...many))),
      /1001 rules .* more than 1000/,
    );
  });
});

describe('the twin of a rule of nftables', () => {
  const exprOf = (...objects: readonly object[]): unknown => {
    const step = plan(hostBehind(nft(chain, ...objects))).find(({ kind }) => kind === 'nft-rules');
    return step?.kind === 'nft-rules' ? JSON.parse(step.rules[0]?.rule ?? '') : undefined;
  };

  it('is by name, has no counts, and of a set the bridge alone', () => {
    const counter = { counter: { packets: 3, bytes: 4 } };
    assert.deepEqual(exprOf(rule(7, match('iif', { set: ['lo', 'eth0'] }), counter, accept)), [
      match('iifname', 'br0'),
      { counter: null },
      accept,
    ]);
  });

  it('has the verdicts of a map, and what a concatenation compares besides', () => {
    const jump = { jump: { target: 'w' } };
    const verdicts = (...set: readonly unknown[]) => ({ vmap: { key: { meta: { key: 'iifname' } }, data: { set } } });
    assert.deepEqual(exprOf(rule(7, verdicts(['lo', accept], ['eth0', jump]))), [verdicts(['br0', jump])]);
    const port = { payload: { protocol: 'tcp', field: 'dport' } };
    const both = (right: unknown) => ({
      match: { op: '==', left: { concat: [{ meta: { key: 'iifname' } }, port] }, right },
    });
    const pair = (name: string, at: number) => ({ concat: [name, at] });
    assert.deepEqual(exprOf(rule(7, both({ set: [pair('eth0', 22), pair('lo', 80)] }), accept)), [
      both(pair('br0', 22)),
      accept,
    ]);
    assert.deepEqual(exprOf(rule(7, both({ set: [pair('eth0', 22), pair('eth0', 80)] }), accept)), [
      both({ set: [pair('br0', 22), pair('br0', 80)] }),
      accept,
    ]);
  });

  it('stands behind its rule by number, and is known by its comment', () => {
    const [step] = plan(hostBehind(nft(chain, rule(5, accept), rule(9, match('iifname', 'eth0'), accept))));
    assert.ok(step?.kind === 'nft-rules');
    const [twin] = step.rules;
    assert.deepEqual([twin?.behind.handle, twin?.behind.position], [9, 2]);
    assert.match(twin?.mark ?? '', /^bridgehead br0 [0-9a-f]{16}$/);
    assert.match(previewStep(step, false), /"index":1/);
  });

  it('is an element where a named set or map has the interface', () => {
    const map = { map: { family: 'inet', table: 't', name: 's', type: 'ifname', elem: [['eth0', accept]] } };
    const steps = plan(
      hostBehind(nft(chain, map, rule(1, { vmap: { key: { meta: { key: 'iifname' } }, data: '@s' } }))),
    );
    assert.deepEqual(
      steps.map((step) => (step.kind === 'nft-element' ? [step.of, step.element] : step.kind)),
      [['map', '["br0",{"accept":null}]']],
    );
  });

  it('of a table with a name that nft would read as something else is refused', () => {
    const table = 't; flush ruleset';
    const state = hostBehind(
      nft(
        { chain: { ...chain.chain, table } },
        { rule: { family: 'inet', table, chain: 'in', handle: 1, expr: [match('iifname', 'eth0'), accept] } },
      ),
    );
    assert.match(
      throwsCode('Refused', () => plan(state)),
      /nft cannot be given the names/,
    );
  });
});

describe('saved rules', () => {
  it('get their twins line by line without counters, and all else stays byte for byte', () => {
    const text = `# mine\r\n${save([`[1:2] ${ssh}`, '-A INPUT -j LOG'], 'DROP')}# end`;
    const [step] = plan(hostBehind(saved(text)));
    assert.ok(step?.kind === 'file');
    assert.equal(step.after, text.replace('-j ACCEPT\n', `-j ACCEPT\n${ssh.replace('eth0', 'br0')}\n`));
    assert.equal(step.mode, 0o600);
  });

  it('are named in a warning where they do not hold the rule, or are too long', () => {
    const warnings = (state: HostState) => warningsOf(state).join('\n');
    assert.match(warnings(byRules(ssh)), /rules for 'br0' beside '-i eth0 .*' are lost at the next boot/);
    const text = save([ssh, '-A INPUT -s 192.0.2.9/32 -j DROP\n'.repeat(300_000).trimEnd()]);
    const state = hostBehind({ ...iptables(save([ssh])), ...saved(text) });
    assert.match(warnings(state), /'\/etc\/sysconfig\/iptables' is too long to be changed/);
    assert.deepEqual(
      plan(state).map(({ kind }) => kind),
      ['firewall-rules'],
    );
    assert.equal(warnings(hostBehind({ ...iptables(save([ssh])), ...saved(save([ssh])) })), '');
  });
});

describe('warnings about the firewall', () => {
  it('name what stays, without a comment', () => {
    const state = byRules('-A INPUT -i eth0 -m comment --comment S3cret -j ACCEPT');
    for (const more of [{ hostFirewall: 'ignore' }, { hostFirewall: 'refuse', confirmWithin: 60 }] as const) {
      const [warning = ''] = warningsOf(state, more);
      assert.match(warning, /names 'eth0', and packets will come by 'br0'/);
      assert.doesNotMatch(warning, /S3cret/);
    }
  });

  it('name chains at the device, and programs that do not list their rules', () => {
    const hook = { chain: { family: 'netdev', table: 't', name: 'c', hook: 'ingress', dev: 'eth0' } };
    const state = hostBehind({ ...nft(hook), unreadable: ['ip6tables'] });
    const warnings = warningsOf(state, { hostFirewall: 'refuse' });
    assert.match(warnings[0] ?? '', /^chain 'c' of nft table 'netdev t' stays at its device/);
    assert.match(warnings[1] ?? '', /^'ip6tables' does not list its rules/);
  });
});

describe("Verify's check host-firewall", () => {
  const look = (state: HostState): Finding => {
    const unknown = {
      mac: undefined,
      mtu: undefined,
      stp: undefined,
      forwardDelay: undefined,
      multicastSnooping: undefined,
      addresses: undefined,
    };
    const expected = { bridge: 'br0', interface: 'eth0', dhcp: false, routed: [], ...unknown };
    const [finding] = verifyHostFirewall(expected, state);
    assert.ok(finding);
    return finding;
  };

  it('fails where the host is cut off, warns of other rules, and passes with their twins', () => {
    assert.equal(look(byRules(ssh)).status, 'fail');
    assert.equal(look(hostBehind(iptables(save([ssh, '-A INPUT -j REJECT --reject-with x'])))).status, 'fail');
    assert.equal(look(hostBehind(iptables(save([ssh])))).status, 'warn');
    assert.equal(look(byRules('-A OUTPUT -o eth0 -j ACCEPT')).status, 'warn');
    assert.equal(look(byRules(ssh, ssh.replace('eth0', 'br0'))).status, 'pass');
    assert.equal(look(hostBehind({ unreadable: ['nft'] })).status, 'warn');
  });

  it('has one command of ours for what can be followed', () => {
    assert.match(look(byRules(ssh)).remedy, / CreateBridge 'ssa\{sv\}' br0 eth0 3 host-firewall s follow /);
    assert.match(look(byRules('-A INPUT ! -i eth0 -j DROP')).remedy, /change the rules/);
  });
});
