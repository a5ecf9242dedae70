import assert from 'node:assert/strict';
import { noFile } from '../../../../src/model/host-file.ts';
import { parseBridgeName } from '../../../../src/model/names.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import type { Step } from '../../../../src/model/plan.ts';
import type { Activation, BridgedTrafficPolicy } from '../../../../src/model/requests.ts';
import { planBridgedTraffic } from '../../../../src/backends/firewall/create.ts';
import { planDeleteFirewall } from '../../../../src/backends/firewall/delete.ts';
import { planSetBridgedTraffic } from '../../../../src/operations/set-bridged-traffic.ts';
import { contextOf, deletion } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { docker, drop, filteringHost, kept, rule, settings, tables, watched } from './host.ts';

function plan(policy: BridgedTrafficPolicy, state: HostState, activate: Activation = 'live'): readonly Step[] {
  return planBridgedTraffic({ bridge: 'br0', policy, activate }, state, []);
}
const kindsOf = (steps: readonly Step[]) => steps.map(({ kind }) => kind).join(' ');

const files = 'file file';
const sysctls = 'sysctl sysctl sysctl';
const rules = 'firewall-rule firewall-rule';
const noModule = { bridgeNetfilter: {} };
const off = { bridgeNetfilter: settings('0') };
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
    const request = { operation: 'SetBridgedTraffic', bridge: parseBridgeName('br9'), policy: 'auto' } as const;
    const rest = { activate: 'live', confirmWithin: 0, dryRun: false } as const;
    throwsCode('NotFound', () => planSetBridgedTraffic({ ...request, ...rest }, filteringHost(), []));
  });

  it('reverts only our own changes', () => {
    const state = filteringHost({ tables: tables(`${drop}\n${rule}`), files: [...watched(kept), ...savedRules] }, off);
    assert.deepEqual(planDeleteFirewall(deletion(), contextOf(state)).before, []);
  });
});
