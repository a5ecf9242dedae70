import assert from 'node:assert/strict';
import { verifyHostFirewall } from '../../../../src/backends/host-firewall/verify.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { FileStep } from '../../../../src/model/plan.ts';
import { contextOf } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { deletionOf, madeBy } from './deletion.ts';
import { chain, files, hostBehind, match, nft, plan, rule, warningsOf } from './host.ts';
import { planDeleteHostFirewall } from '../../../../src/backends/host-firewall/delete.ts';

const main = '/etc/sysconfig/nftables.conf';
const part = '/etc/nftables/lan.nft';
const accept = { accept: null };

/** The lines of a chain `in` of the table `inet t`. */
const inChain = (...lines: readonly string[]): string =>
  ['table inet t {', '\tchain in {', ...lines.map((line) => `\t\t${line}`), '\t}', '}', ''].join('\n');
const hostWithText = (text: string, path = main): HostState => hostBehind(files({ [path]: text }));
const fileSteps = (state: HostState): readonly FileStep[] => plan(state).filter((step) => step.kind === 'file');
const linesAdded = ({ before, after }: FileStep): readonly string[] => {
  const known = (before ?? '').split('\n');
  return (after ?? '')
    .split('\n')
    .filter((line) => !known.includes(line))
    .map((line) => line.trim().replace(/ comment "bridgehead br0 [0-9a-f]{16}"/g, ''));
};

/** A rule, and its twin without our comment; none where it needs none. */
const forms: readonly (readonly [string, readonly string[]])[] = [
  ['iifname "eth0" tcp dport 22 accept', ['iifname "br0" tcp dport 22 accept']],
  ['iif eth0 accept # the LAN', ['iifname "br0" accept']],
  ['meta oifname == eth0 counter masquerade;', ['meta oifname == "br0" counter masquerade']],
  ['iifname { lo, "eth0" } accept comment "ours"', ['iifname "br0" accept']],
  ['iifname vmap { lo : accept, eth0 : jump x }', ['iifname vmap { "br0" : jump x }']],
  ['meta mark set iifname map { eth0 : 1, lo : 2 }', ['meta mark set iifname map { "br0" : 1 }']],
  ['iifname $wan accept', ['iifname "br0" accept']],
  ['iifname $both accept', ['iifname "br0" accept']],
  ['iifname "eth*" drop', ['iifname "br0" drop']],
  ['tcp dport {\n22, # ssh\n80 } iifname eth0 accept', ['tcp dport { 22, 80 } iifname "br0" accept']],
  ['iifname eth0 ip saddr \\\n 192.0.2.0/24 accept', ['iifname "br0" ip saddr 192.0.2.0/24 accept']],
  ['iifname eth0 accept; drop', ['iifname eth0 accept; iifname "br0" accept; drop']],
  ['iifname eth0 jump eth0', ['iifname "br0" jump eth0']],
  ['iifname eth0 log prefix "eth0 "', ['iifname "br0" log prefix "eth0 "']],
  ['iifname { eth0, br0 } accept', []],
  ['iifname eth0.5 accept', []],
  ['log prefix "eth0"', []],
  ['type filter hook ingress device eth0 priority 0; accept', []],
  ['# iifname eth0 accept', []],
];

const odd: readonly string[] = [
  'iifname != eth0 drop',
  'iifname . tcp dport { eth0 . 22 } accept',
  'tcp dport . iifname { 22 . eth0 } accept',
  'fib daddr oifname eth0 accept',
  'iifname $unknown accept',
  'meta mark set eth0',
  'iifname eth0 jump { accept; }',
  'iifname eth0, lo accept',
];

describe('a rule in the boot ruleset of nftables', () => {
  const head = 'define wan = eth0\ndefine both = { $wan, eth1 }\n';
  for (const [text, twins] of forms) {
    it(`'${text.split('\n').join(' ')}' has ${twins.length === 0 ? 'no twin' : 'its twin behind it'}`, () => {
      assert.deepEqual(fileSteps(hostWithText(head + inChain(text))).flatMap(linesAdded), twins);
    });
  }

  for (const text of odd) {
    it(`'${text}' cannot be followed, unless the file names the bridge`, () => {
      const sentence = throwsCode('Refused', () => plan(hostWithText(inChain('accept', text)), { confirmWithin: 60 }));
      assert.match(sentence, /^'\/etc\/sysconfig\/nftables\.conf' names 'eth0'.*line 4: .*name 'br0' there as well/);
      assert.deepEqual(plan(hostWithText(inChain('accept', text)), { hostFirewall: 'ignore' }), []);
      assert.deepEqual(plan(hostWithText(inChain(text, 'iifname br0 accept'))), []);
    });
  }

  it('has no second twin, however it is spelt', () => {
    assert.deepEqual(fileSteps(hostWithText(inChain('iifname eth0 accept', 'meta iifname "br0"  accept'))), []);
    const [step] = fileSteps(hostWithText(inChain('iifname eth0 accept')));
    assert.deepEqual(fileSteps(hostWithText(step?.after ?? '')), []);
  });

  it('may be a command, or one of a table between ports, which stays as it is', () => {
    const [step] = fileSteps(hostWithText('add rule inet t in iifname eth0 accept\n'));
    assert.ok(step);
    assert.deepEqual(linesAdded(step), ['add rule inet t in iifname "br0" accept']);
    const ports = inChain('iifname eth0 drop').replace('inet', 'bridge');
    assert.deepEqual(fileSteps(hostWithText(ports)), []);
  });
});

describe('a set in the boot ruleset of nftables', () => {
  const set = (type: string, elements: string): string =>
    `table inet t {\n set s {\n  type ${type}\n  elements = ${elements}\n }\n}\n`;

  it('gets the bridge beside the interface', () => {
    for (const [type, elements, after] of [
      ['ifname', '{ lo, "eth0" }', '{ lo, "eth0", "br0" }'],
      ['ifname : verdict', '{ eth0 : jump x,\n lo : drop }', '{ eth0 : jump x, "br0" : jump x,\n lo : drop }'],
      ['ifname . inet_service', '{ eth0 . 22, lo . 1 }', '{ eth0 . 22, "br0" . 22, lo . 1 }'],
      ['ifname', '{ "eth0" comment "eth0" }', '{ "eth0" comment "eth0", "br0" }'],
    ] as const) {
      const [step] = fileSteps(hostWithText(set(type, elements)));
      assert.equal(step?.after, set(type, after));
    }
    assert.deepEqual(fileSteps(hostWithText(set('ifname', '{ eth0, br0 }'))), []);
  });

  it('of interfaces by their number cannot', () => {
    throwsCode('Refused', () => plan(hostWithText(set('iface_index', '{ eth0 }'))));
  });
});

describe('the files of the boot ruleset', () => {
  const rules = inChain('iifname $wan accept');

  it('are those that are included, with the variables of all', () => {
    const texts = { [main]: `define wan = eth0\ninclude "/etc/nftables/*.nft"\n`, [part]: rules };
    const steps = fileSteps(hostBehind(files(texts)));
    assert.deepEqual(
      steps.map(({ path }) => path),
      [part],
    );
    const unused = hostBehind(
      files({ [main]: '#include "/etc/nftables/lan.nft"\n', [part]: inChain('iif eth0 drop') }),
    );
    assert.deepEqual(plan(unused), []);
    assert.match(warningsOf(unused).join(), /lan\.nft' is left as it is/);
  });

  it('are refused in a folder that is not ours, and where they are not understood', () => {
    const text = inChain('iifname eth0 accept');
    const debian = '/etc/nftables.conf';
    const sentence = throwsCode('Refused', () => plan(hostWithText(text, debian), { confirmWithin: 60 }));
    assert.match(sentence, /'\/etc\/nftables\.conf' names 'eth0'.*may not write in its folder; name 'br0' there/);
    assert.deepEqual(plan(hostWithText(inChain('iifname { eth0, br0 } accept'), debian)), []);
    assert.match(
      throwsCode('Refused', () => plan(hostWithText('table inet t {\n iifname eth0\n'))),
      /the next boot loads '\/etc\/sysconfig\/nftables\.conf', which bridgehead cannot read and names 'eth0'/,
    );
  });

  it('are refused where one is not read and may have the running rule', () => {
    const running = nft(chain, rule(1, match('iifname', 'eth0'), accept));
    const including = files({ [main]: 'include "/opt/rules.nft"\n' });
    assert.match(
      throwsCode('Refused', () => plan(hostBehind({ ...running, ...including }))),
      /loads '\/opt\/rules\.nft', which bridgehead cannot read and may have 'iifname eth0 accept' in 'nft inet t in'/,
    );
    assert.deepEqual(plan(hostBehind(including)), []);
    for (const pattern of ['./rules.nft', '/etc/nftables/[a-z]*.nft']) {
      throwsCode('Refused', () => plan(hostBehind({ ...running, ...files({ [main]: `include "${pattern}"\n` }) })));
    }
    const none = files({ [main]: 'include "/etc/nftables/*.nft"\n' });
    assert.match(warningsOf(hostBehind({ ...running, ...none })).join(), /are lost at the next boot/);
  });

  it('are not missed where they have the running rule, and a warning says so where none has', () => {
    const running = nft(chain, rule(1, match('iifname', 'eth0'), accept));
    const withFile = (text: string) => warningsOf(hostBehind({ ...running, ...files({ [main]: text }) })).join();
    assert.equal(withFile(inChain('iifname eth0 accept')), '');
    assert.match(withFile(inChain('tcp dport 22 accept')), /are lost at the next boot/);
  });
});

describe("Verify's check host-firewall, of the boot ruleset", () => {
  const look = (text: string): Finding | undefined => {
    const unset = { mac: undefined, mtu: undefined, stp: undefined, forwardDelay: undefined, addresses: undefined };
    const unknown = { ...unset, multicastSnooping: undefined };
    return verifyHostFirewall(
      { bridge: 'br0', interface: 'eth0', dhcp: false, routed: [], ...unknown },
      hostWithText(text),
    )[0];
  };

  it('warns where the next boot would lack a twin, with a command of ours', () => {
    const finding = look(inChain('iifname eth0 accept', 'iifname br0 drop'));
    assert.equal(finding?.status, 'warn');
    assert.match(finding.found, /the file '\/etc\/sysconfig\/nftables\.conf'/);
    assert.match(finding.remedy, / CreateBridge .* host-firewall s follow /);
    assert.equal(look(inChain('iifname eth0 accept', 'iifname br0 accept'))?.status, 'pass');
  });
});

describe('DeleteBridge, of the boot ruleset', () => {
  const text = `${inChain('iifname "eth0" accept # x', 'iifname eth0 drop; accept')}table ip n {\n set s { type ifname; elements = { eth0 }; }\n}\n`;
  const [step] = fileSteps(hostWithText(text));
  const made = step === undefined ? [] : [madeBy([step])];
  const after = (now: string) => {
    const context = contextOf(hostWithText(now), { history: made });
    const { after: steps } = planDeleteHostFirewall(deletionOf('br0'), {
      ...context,
      ...{ uplinkName: 'eth0', returned: 'bridge' },
    });
    return steps.map((one) => one.kind === 'file' && one.after);
  };

  it('has the file byte for byte as it was', () => {
    assert.deepEqual(after(step?.after ?? ''), [text]);
  });

  it('leaves what others have written since', () => {
    const more = (of: string): string => of.replace('{ eth0', '{ eth9, eth0').replace('accept # x', 'accept');
    assert.deepEqual(after(more(step?.after ?? '')), [more(text)]);
    assert.deepEqual(after(text), []);
  });

  it('takes the rule of the running firewall that the boot has made of ours', () => {
    const comment = /comment "(bridgehead br0 [0-9a-f]+)"/.exec(step?.after ?? '')?.[1];
    const twin = {
      family: 'inet',
      table: 't',
      chain: 'in',
      handle: 3,
      comment,
      expr: [match('iifname', 'br0'), accept],
    };
    const state = hostBehind(nft(chain, rule(2, match('iifname', 'eth0'), accept), { rule: twin }));
    const context = contextOf(state, { history: [madeBy([])] });
    const { after: steps } = planDeleteHostFirewall(deletionOf('br0'), {
      ...context,
      ...{ uplinkName: 'eth0', returned: 'bridge' },
    });
    assert.deepEqual(
      steps.map((one) => one.kind === 'nft-rules' && [one.action, one.rules[0]?.mark, one.rules[0]?.behind.position]),
      [['remove', comment, 1]],
    );
  });
});
