import assert from 'node:assert/strict';
import { parseRules } from '../../../../src/backends/firewall/parse-iptables.ts';
import { filterTablesOf, parseRuleset } from '../../../../src/backends/firewall/parse-nftables.ts';
import { judgeBridgedFrame } from '../../../../src/backends/firewall/verdict.ts';
import { docker, rule } from './host.ts';

const reject = '-A FORWARD -j REJECT --reject-with icmp-host-prohibited';
const cases: readonly (readonly [what: string, rules: string, kind: string, by?: RegExp])[] = [
  ['an empty chain', '-P FORWARD ACCEPT', 'accepted'],
  ['a policy', '-P FORWARD DROP', 'stopped', /^iptables FORWARD policy DROP$/],
  ["Red Hat's last rule", `-P FORWARD ACCEPT\n${reject}`, 'stopped', /^iptables FORWARD rule 1$/],
  ['our rule before it', `-P FORWARD ACCEPT\n${rule}\n${reject}`, 'accepted'],
  ['our rule behind it', `-P FORWARD ACCEPT\n${reject}\n${rule}`, 'stopped'],
  ['Docker, which returns', docker, 'stopped', /policy DROP/],
  ['a chain of users that accepts', `${docker}\n${rule.replace('FORWARD', 'OTHER')}`, 'stopped'],
  [
    "libvirt's rules for its own bridge",
    '-P FORWARD ACCEPT\n-N L\n-A FORWARD -j L\n-A L -o virbr0 -j REJECT',
    'accepted',
  ],
  ['a rule for this bridge', '-P FORWARD DROP\n-A FORWARD -i br0 -o br0 -j ACCEPT', 'accepted'],
  ['a rule for every bridge but this', '-P FORWARD DROP\n-A FORWARD ! -i br0 -j ACCEPT', 'stopped'],
  ['a rule for names that begin so', '-P FORWARD DROP\n-A FORWARD -i br+ -j ACCEPT', 'accepted'],
  ['answers alone', '-P FORWARD DROP\n-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', 'stopped'],
  ['lost connections', '-P FORWARD ACCEPT\n-A FORWARD -m conntrack --ctstate INVALID -j DROP', 'accepted'],
  ['a network', '-P FORWARD DROP\n-A FORWARD -s 192.0.2.0/24 -j ACCEPT', 'partly', /policy DROP/],
  ['a port', '-P FORWARD ACCEPT\n-A FORWARD -p tcp -m tcp --dport 25 -j DROP', 'partly', /rule 1$/],
  [
    'a comment that says -j DROP',
    '-P FORWARD ACCEPT\n-A FORWARD -m comment --comment "no -j DROP" -j ACCEPT',
    'accepted',
  ],
  ['a log', '-P FORWARD ACCEPT\n-A FORWARD -j LOG --log-prefix "DROP "', 'accepted'],
  ['a chain that jumps to itself', '-P FORWARD ACCEPT\n-N A\n-A FORWARD -j A\n-A A -j A', 'accepted'],
];

describe('a bridged frame in iptables', () => {
  for (const [what, rules, kind, by] of cases) {
    it(`is ${kind} by ${what}`, () => {
      const verdict = judgeBridgedFrame(parseRules('iptables', rules), 'br0');
      assert.equal(verdict.kind, kind);
      if (by !== undefined) assert.match(verdict.by, by);
    });
  }
});

/** A table of nft with one base chain. */
function nft(family: string, policy: string, rules: readonly (readonly unknown[])[], other: readonly unknown[] = []) {
  const at = { family, table: 't' };
  const chains = [{ chain: { ...at, name: 'f', hook: 'forward', policy } }, { chain: { ...at, name: 'other' } }];
  const all = [
    ...rules.map((expr) => ({ rule: { ...at, chain: 'f', expr } })),
    { rule: { ...at, chain: 'other', expr: other } },
  ];
  return JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6' } }, ...chains, ...all] });
}
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
const from = (name: string) => match({ meta: { key: 'iifname' } }, name);

const chains: readonly (readonly [what: string, text: string, kind: string])[] = [
  ['a policy', nft('inet', 'drop', []), 'stopped'],
  ['a rule without a match', nft('inet', 'accept', [[{ counter: null }, { reject: null }]]), 'stopped'],
  ['a rule for this bridge before it', nft('inet', 'drop', [[from('br0'), { accept: null }]]), 'accepted'],
  ['a rule for another bridge', nft('inet', 'accept', [[from('br1'), { drop: null }]]), 'accepted'],
  ['a chain it jumps to', nft('ip', 'accept', [[{ jump: { target: 'other' } }]], [{ drop: null }]), 'stopped'],
  [
    'answers alone',
    nft('ip', 'drop', [[match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), { accept: null }]]),
    'stopped',
  ],
  ['a network', nft('ip', 'accept', [[match({ payload: { field: 'saddr' } }, '192.0.2.1'), { drop: null }]]), 'partly'],
  ['ports of a bridge', nft('bridge', 'accept', [[from('vnet0'), { drop: null }]]), 'partly'],
];

describe('a bridged frame in nftables', () => {
  for (const [what, text, kind] of chains) {
    it(`is ${kind} by ${what}`, () => {
      const [table] = filterTablesOf(parseRuleset(text));
      assert.ok(table !== undefined);
      assert.equal(judgeBridgedFrame(table, 'br0').kind, kind);
    });
  }

  it('never meets a family of another layer', () => {
    assert.deepEqual(filterTablesOf(parseRuleset(nft('arp', 'drop', []))), []);
  });
});
