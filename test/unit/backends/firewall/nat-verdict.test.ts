import assert from 'node:assert/strict';
import type { NatTable } from '../../../../src/model/filters.ts';
import { judgeNat, type NatVerdict } from '../../../../src/backends/firewall/nat-verdict.ts';
import { frameOf } from '../../../../src/backends/firewall/nat-exceptions.ts';
import { parseNat } from '../../../../src/backends/firewall/parse-iptables.ts';
import { natTablesOf, parseRuleset } from '../../../../src/backends/firewall/parse-nftables.ts';
import { address, link } from '../../support/host.ts';
import { bridgedHost, bridgeLink } from '../../operations/bridges/bridges.ts';

/** br0 is in 192.0.2.0/24, and Docker's and libvirt's bridges are there too. */
const state = bridgedHost({
  links: [
    link({ master: 'br0' }),
    bridgeLink(),
    link({ index: 20, name: 'docker0', kind: 'bridge', addresses: [address('172.17.0.1/16')] }),
    link({ index: 21, name: 'virbr0', kind: 'bridge', addresses: [address('192.168.122.1/24')] }),
  ],
});

/** The worst of both hooks. */
function judge(tables: readonly NatTable[]): NatVerdict | undefined {
  const verdicts = tables.flatMap((table) => judgeNat(table, frameOf('br0', undefined, state)));
  return verdicts.find(({ kind }) => kind === 'altered') ?? verdicts.find(({ kind }) => kind === 'may') ?? verdicts[0];
}

const post = (rule: string): string => `-A POSTROUTING ${rule}`;
const pre = (rule: string): string => `-A PREROUTING ${rule}`;
const exception = post('-o br0 -m physdev --physdev-is-bridged -j ACCEPT');
const docker = [
  pre('-m addrtype --dst-type LOCAL -j DOCKER'),
  post('-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'),
  post('-s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE'),
  '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
];
const libvirt = [
  post('-j LIBVIRT_PRT'),
  '-A LIBVIRT_PRT -s 192.168.122.0/24 -d 224.0.0.0/24 -j RETURN',
  '-A LIBVIRT_PRT -s 192.168.122.0/24 ! -d 192.168.122.0/24 -j MASQUERADE',
];
const kubernetes = [
  post('-j KUBE-POSTROUTING'),
  '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
  '-A KUBE-POSTROUTING -j MASQUERADE --random-fully',
];

const cases: readonly (readonly [kind: NatVerdict['kind'], what: string, rules: readonly string[], by?: string])[] = [
  ['altered', 'a rule for this bridge', [post('-o br0 -j MASQUERADE')], 'POSTROUTING rule 1 (-o br0 MASQUERADE)'],
  ['altered', 'a rule for all but Docker’s', [post('! -o docker0 -j MASQUERADE')], 'rule 1 (! -o docker0 MASQUERADE)'],
  ['altered', 'a rule for our network', [post('-s 192.0.2.0/24 -j SNAT --to-source 192.0.2.10')], 'rule 1 (SNAT)'],
  ['altered', 'a rule that spares our network', [post('-s 192.0.2.0/24 ! -d 192.0.2.0/24 -j MASQUERADE')]],
  ['altered', 'a rule behind one for some places', [post('-d 10.0.0.0/8 -j RETURN'), post('-j MASQUERADE')]],
  ['altered', 'a chain', [post('-j OWN'), '-A OWN -o br+ -j MASQUERADE'], 'iptables nat OWN rule 1 (MASQUERADE)'],
  ['altered', 'a rule for what comes in', [pre('-i br0 -j DNAT --to-destination 192.0.2.9')], 'rule 1 (-i br0 DNAT)'],
  ['altered', 'a rule behind our exception’s place', [post('-o br0 -j MASQUERADE'), exception]],
  ['may', 'a port', [pre('-i br0 -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 3128')], '(-i br0 REDIRECT)'],
  ['may', 'a set', [post('-m set --match-set pods src -j MASQUERADE')]],
  ['may', 'one guest', [post('-s 192.0.2.50/32 -j MASQUERADE')]],
  ['may', 'a place', [post('-d 198.51.100.0/24 -j MASQUERADE')]],
  ['may', 'a mark', [post('-m mark --mark 0x1 -j MASQUERADE')]],
  ['may', 'what some packets do not reach', [post('-p udp -j ACCEPT'), post('-j MASQUERADE')]],
  ['may', 'a network that is not the host’s', [post('-s 10.0.0.0/8 -j MASQUERADE')]],
  ['kept', 'no rule', ['-P POSTROUTING ACCEPT']],
  ['kept', 'our exception', [exception, post('-o br0 -j MASQUERADE')]],
  ['kept', 'a rule for another interface', [post('-o eth0 -j MASQUERADE')]],
  ['kept', 'a rule for the host’s own packets', [post('-o br0 -m addrtype --src-type LOCAL -j MASQUERADE')]],
  ['kept', 'a rule for the host’s own address', [pre('-d 192.0.2.10/32 -p tcp -j DNAT --to-destination 10.0.0.1')]],
  ['kept', 'Docker', docker],
  ['kept', 'libvirt', libvirt],
  ['kept', 'Kubernetes', kubernetes],
  ['kept', 'a chain that it leaves', [post('-g OWN'), post('-j MASQUERADE'), '-A OWN -j ACCEPT']],
  ['kept', 'a chain that jumps to itself', [post('-j A'), '-A A -j A']],
];

describe('the address of a guest’s packet in the table nat', () => {
  for (const [kind, what, rules, by] of cases) {
    it(`is ${kind} by ${what}`, () => {
      const tables = parseNat('iptables', 'iptables', ['*nat', ...rules, 'COMMIT'].join('\n'));
      const verdict = judge(tables);
      assert.equal(verdict?.kind ?? 'kept', kind);
      if (by !== undefined) assert.ok(verdict?.by.endsWith(by), verdict?.by);
    });
  }

  it('is nothing that another table changes', () => {
    assert.deepEqual(parseNat('iptables', 'iptables', '*mangle\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n'), []);
  });

  const at = { family: 'ip', table: 'home' };
  const chain = { ...at, name: 'out', type: 'nat', hook: 'postrouting', policy: 'accept' };
  const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
  const ours = match({ payload: { protocol: 'ip', field: 'saddr' } }, { prefix: { addr: '192.0.2.0', len: 24 } });
  const extension = { xt: { type: 'target', name: 'MASQUERADE' } };
  const inNft: readonly (readonly [NatVerdict['kind'], string, readonly unknown[]])[] = [
    ['altered', 'a rule for this bridge', [match({ meta: { key: 'oifname' } }, 'br0'), { masquerade: null }]],
    ['altered', 'a rule by its index', [match({ meta: { key: 'oif' } }, 'br0'), { masquerade: null }]],
    ['altered', 'a rule for our network', [ours, { snat: { addr: '192.0.2.10' } }]],
    ['may', 'a set', [match({ meta: { key: 'oifname' } }, { set: ['br0', 'br1'] }), { masquerade: null }]],
    ['may', 'a target of iptables', [extension]],
    ['kept', 'a rule for another bridge', [match({ meta: { key: 'oifname' } }, 'virbr0'), { masquerade: null }]],
    ['kept', 'what came in elsewhere', [match({ meta: { key: 'iifname' } }, 'docker0'), { masquerade: null }]],
  ];
  for (const [kind, what, expr] of inNft) {
    it(`is ${kind} in nftables by ${what}`, () => {
      const text = JSON.stringify({ nftables: [{ chain }, { rule: { ...at, chain: 'out', expr } }] });
      assert.equal(judge(natTablesOf(parseRuleset(text)))?.kind, kind);
    });
  }
});
