import assert from 'node:assert/strict';
import { noFile } from '../../../../src/model/host-file.ts';
import { parseBridgeName } from '../../../../src/model/names.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { Activation, BridgedTrafficPolicy } from '../../../../src/model/requests.ts';
import { planBridgedTraffic } from '../../../../src/backends/firewall/create.ts';
import { planUndoBypass } from '../../../../src/backends/firewall/bypass.ts';
import { ruleFilePath, ruleFileText, sharedText } from '../../../../src/backends/firewall/kept-files.ts';
import { dropInPath } from '../../../../src/model/sysctl-drop-in.ts';
import type { Transaction } from '../../../../src/model/transaction.ts';
import { planDeleteFirewall } from '../../../../src/backends/firewall/delete.ts';
import { planSetBridgedTraffic } from '../../../../src/operations/set-bridged-traffic.ts';
import { contextOf, deletion, link, request } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { planCreateFirewall } from '../../../../src/backends/firewall/create.ts';
import { docker, drop, filteringHost, kept, natTable, rule, settings, tables, watched } from './host.ts';

function plan(policy: BridgedTrafficPolicy, state: HostState, activate: Activation = 'live'): readonly Step[] {
  return planBridgedTraffic({ bridge: 'br0', policy, activate }, state, []);
}
const kindsOf = (steps: readonly Step[]) => steps.map(({ kind }) => kind).join(' ');

const files = 'file file';
const sysctls = 'sysctl sysctl sysctl';
const rules = 'firewall-rule firewall-rule';
const noModule = { bridgeNetfilter: {} };
const off = { bridgeNetfilter: settings('0') };
const keptChange = { state: 'committed', operation: 'SetBridgedTraffic', bridge: 'br0' };
const service = { way: 'service', programs: ['iptables', 'ip6tables'] } as const;
const savedRules = watched({ '/etc/sysconfig/iptables': rule, '/etc/sysconfig/ip6tables': rule });
const image: Partial<HostState> = { live: false, links: [], bridgeNetfilter: {} };

type Case = readonly [what: string, policy: BridgedTrafficPolicy, state: HostState, kinds: string, title?: RegExp];
const cases: readonly Case[] = [
  ['auto without br_netfilter', 'auto', filteringHost({ tables: [] }, noModule), files, /not loaded/],
  ['auto with Docker but without br_netfilter', 'auto', filteringHost({ owners: ['Docker'] }, noModule), files],
  ['auto where they are out of it', 'auto', filteringHost({}, off), files, /out of it now/],
  ['auto on a plain firewall', 'auto', filteringHost(), `${files} ${sysctls}`],
  ['auto that is so', 'auto', filteringHost({ files: watched(kept) }, off), ''],
  ['auto where the settings came back', 'auto', filteringHost({ files: watched(kept) }), sysctls],
  [
    'auto with Docker',
    'auto',
    filteringHost({ tables: tables(docker), owners: ['Docker'] }),
    rules,
    /DOCKER-USER; Docker/,
  ],
  ['auto with Kubernetes', 'auto', filteringHost({ owners: ['Kubernetes'] }), rules, /FORWARD; Kubernetes/],
  ['auto with firewalld', 'auto', filteringHost({ owners: ['firewalld'] }), `${files} ${sysctls}`, /firewalld rejects/],
  ['auto where a rule accepts', 'auto', filteringHost({ tables: tables(`${drop}\n${rule}`) }), ''],
  ['auto without udev', 'auto', filteringHost({ udev: false }), `file ${sysctls}`],
  ['auto without the folders', 'auto', filteringHost({ folders: [] }, off), `directory directory directory ${files}`],
  ['bypass without br_netfilter', 'bypass', filteringHost({ tables: [] }, noModule), files],
  ['bypass with Docker', 'bypass', filteringHost({ owners: ['Docker'] }), `${files} ${sysctls}`, /Docker relies on/],
  ['accept', 'accept', filteringHost(), rules, /nothing on this host saves it/],
  ['accept that is saved', 'accept', filteringHost({ saving: service }), `${rules} firewall-save`, /FORWARD$/],
  [
    'accept that is there, but not saved',
    'accept',
    filteringHost({ saving: service, tables: tables(`${drop}\n${rule}`) }),
    'firewall-save',
  ],
  [
    'accept that is so',
    'accept',
    filteringHost({ saving: service, tables: tables(`${drop}\n${rule}`), files: savedRules }),
    '',
  ],
  ['accept without ip6tables', 'accept', filteringHost({ tables: tables(drop).slice(0, 1) }), 'firewall-rule'],
  ['unchanged', 'unchanged', filteringHost(), ''],
  ['auto in an image', 'auto', filteringHost({}, image), files],
];

const masquerade = '-A POSTROUTING -o br0 -j MASQUERADE';
const exception = '-A POSTROUTING -o br0 -m physdev --physdev-is-bridged -j ACCEPT';
const altering = (...nat: readonly string[]) =>
  filteringHost({ tables: tables(`${docker}\n${rule}`), owners: ['Docker'], nat: natTable(...nat) });

describe('what keeps the addresses of guests', () => {
  const [step, ...others] = plan('auto', altering(masquerade));

  it('is a rule in nat before those that change them, for this bridge alone', () => {
    assert.deepEqual(others, []);
    assert.ok(step?.kind === 'firewall-rule');
    assert.deepEqual([step.table, step.chain, step.action], ['nat', 'POSTROUTING', 'add']);
    assert.equal(`-A POSTROUTING ${step.rule.join(' ')}`, exception);
  });

  it('is no rule where it is there, or nothing changes them', () => {
    assert.equal(kindsOf(plan('auto', altering(exception, masquerade))), '');
    assert.equal(kindsOf(plan('auto', altering('-A POSTROUTING -o virbr0 -j MASQUERADE'))), '');
  });

  it('is files and settings where nothing needs bridged frames in iptables', () => {
    assert.equal(kindsOf(plan('auto', filteringHost({ nat: natTable(masquerade) }))), `${files} ${sysctls}`);
  });

  it('is saved with the other rules', () => {
    const host = altering(exception, masquerade);
    const saving = { ...host, filters: { ...host.filters, saving: service, files: savedRules } };
    assert.equal(kindsOf(plan('auto', saving)), 'firewall-save');
  });

  it('is there before the bridge is, by the addresses and the rules of its interface', () => {
    for (const nat of ['-A POSTROUTING -o eth0 -j MASQUERADE', '-A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE']) {
      const { before } = planCreateFirewall(request({ activate: 'live' }), contextOf(altering(nat)));
      assert.equal(kindsOf(before), 'firewall-rule', nat);
    }
  });

  it('is a warning where no rule helps', () => {
    const { before, warnings } = planCreateFirewall(
      request({ activate: 'live' }),
      contextOf(altering('-A PREROUTING -i br0 -p tcp -j REDIRECT')),
    );
    assert.equal(kindsOf(before), '');
    assert.match(warnings?.[0] ?? '', /may change .* iptables nat PREROUTING rule 1 \(-i br0 REDIRECT\)$/);
    const call = { operation: 'SetBridgedTraffic', bridge: parseBridgeName('br0'), policy: 'auto' } as const;
    const rest = { activate: 'live', confirmWithin: 0, dryRun: false } as const;
    const state = { ...altering('-A PREROUTING -i br0 -p tcp -j REDIRECT'), links: [link({ name: 'br0' })] };
    assert.deepEqual(planSetBridgedTraffic({ ...call, ...rest }, state, []).warnings, warnings);
  });
});

describe('what lets bridged frames pass', () => {
  for (const [what, policy, state, kinds, title] of cases) {
    it(`${what}: ${kinds === '' ? 'nothing' : kinds}`, () => {
      const steps = plan(policy, state);
      assert.equal(kindsOf(steps), kinds);
      if (title !== undefined) assert.match(steps[0]?.title ?? '', title);
    });
  }

  it('consists of files only for the next boot', () => {
    assert.equal(kindsOf(plan('auto', filteringHost(), 'boot')), files);
    assert.equal(kindsOf(plan('bypass', filteringHost(), 'boot')), files);
    assert.equal(kindsOf(plan('auto', filteringHost({ owners: ['Docker'] }), 'boot')), '');
  });

  const unsupported: readonly (readonly [string, BridgedTrafficPolicy, HostState, Activation?])[] = [
    ['a rule that would load br_netfilter', 'accept', filteringHost({}, noModule)],
    ['a rule for the next boot', 'accept', filteringHost(), 'boot'],
    ['a rule for an image', 'accept', filteringHost({}, image)],
    ['a rule beside firewalld', 'accept', filteringHost({ owners: ['firewalld'] })],
    ['a rule without iptables', 'accept', filteringHost({ tables: [] })],
    [
      'a rule for Docker where iptables does not tell its rules',
      'auto',
      filteringHost({ tables: [], owners: ['Docker'], unreadable: ['iptables'] }),
    ],
  ];
  for (const [what, policy, state, activate] of unsupported) {
    it(`is never ${what}`, () => throwsCode('Unsupported', () => plan(policy, state, activate)));
  }

  it('uses iptables for its own rule if only nft cannot be read', () => {
    assert.throws(
      () => plan('accept', filteringHost({ tables: [], unreadable: ['nft'] })),
      /'iptables' is not installed/,
    );
  });

  it('causes Conflict if one of our files cannot be trusted', () => {
    const link = { ...noFile('/etc/sysctl.d/90-bridgehead.conf', 0), problem: 'it is a symbolic link' };
    throwsCode('Conflict', () => plan('auto', filteringHost({ files: [link] })));
  });

  it('causes NotFound if the bridge does not exist', () => {
    const call = { operation: 'SetBridgedTraffic', bridge: parseBridgeName('br9'), policy: 'auto' } as const;
    const rest = { activate: 'live', confirmWithin: 0, dryRun: false } as const;
    throwsCode('NotFound', () => planSetBridgedTraffic({ ...call, ...rest }, filteringHost(), []));
  });

  it('leaves the sections of bridges in the drop-in, and takes its own lines away again', () => {
    const section = '# bridge br0\nnet.ipv6.conf.eth0.accept_ra = 0\n';
    const before = `# Written by bridgehead\n${section}`;
    const sectioned = filteringHost({ files: watched({ [dropInPath]: before, [ruleFilePath]: ruleFileText }) }, off);
    const [step] = plan('bypass', sectioned);
    assert.deepEqual(step?.kind === 'file' && [step.before, step.after], [before, `${sharedText}${section}`]);
    const history = [{ ...keptChange, plan: [step] }] as unknown as readonly Transaction[];
    const after = filteringHost({ files: watched({ [dropInPath]: `${sharedText}${section}` }) }, off);
    const [back] = planUndoBypass(false, after, history);
    assert.deepEqual(back?.kind === 'file' && back.after, before);
    const [gone] = planUndoBypass(false, after, history, 'br0');
    assert.deepEqual(gone?.kind === 'file' && gone.after, null);
  });

  it('reverts only our own changes', () => {
    const state = filteringHost({ tables: tables(`${drop}\n${rule}`), files: [...watched(kept), ...savedRules] }, off);
    assert.deepEqual(planDeleteFirewall(deletion(), contextOf(state)).before, []);
  });
});
