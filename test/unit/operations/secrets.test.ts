import assert from 'node:assert/strict';
import { parseNat, parseRules } from '../../../src/backends/firewall/parse-iptables.ts';
import { filterTablesOf, parseRuleset as parseNftables } from '../../../src/backends/firewall/parse-nftables.ts';
import { namingRules, parseRuleset } from '../../../src/backends/host-firewall/parse-nftables.ts';
import { parseSaved } from '../../../src/backends/host-firewall/parse-saved.ts';
import { noHostFirewall, type HostFirewall } from '../../../src/model/host-firewall.ts';
import { noFilters, type FilterTable } from '../../../src/model/filters.ts';
import { findingsOf } from '../../../src/operations/bridges/findings.ts';
import { bridgedHost } from './bridges/bridges.ts';
import { filesOf, type HostOptions } from '../support/host.ts';

const secret = 'S3cr$t';

/** The reply of Verify, which every user can read. */
function said(more: HostOptions): string {
  return JSON.stringify(findingsOf('br0', bridgedHost(more), new Map()));
}

/** The host with an additional line in one of its files; the last assignment of a key counts. */
function withLine(name: string, line: string): HostOptions {
  const networkFiles = filesOf(bridgedHost());
  assert.ok(networkFiles.some((file) => file.name === name));
  return {
    delayUnit: 'centiseconds',
    networkFiles: networkFiles.map((file) =>
      file.name === name ? { ...file, mode: 0o600, text: `${file.text ?? ''}${line}\n` } : file,
    ),
  };
}

const keys = [
  ...['DEVICE', 'TYPE', 'BRIDGE', 'ONBOOT', 'HWADDR', 'MACADDR', 'USERCTL', 'NM_CONTROLLED', 'BOOTPROTO', 'STP'],
  ...['DELAY', 'BRIDGING_OPTS', 'MTU', 'IPADDR', 'PREFIX', 'NETMASK', 'GATEWAY', 'IPV6ADDR', 'IPV6_DEFAULTGW'],
];

/** Lines with the secret, each wrong in a different way. */
const lines: readonly string[] = [
  ...keys.map((key) => `${key}='${secret}'`),
  ...keys.map((key) => `${key}="${secret}"`),
  `IEEE_8021X_PASSWORD="${secret}"`,
  `password ${secret}`,
  `KEY="first line\n${secret}=second"`,
  `# TYPE= and DEVICE= of ${secret}`,
  `PATH='${secret}'`,
  `NAME='${secret}' TYPE=Ethernet`,
  `IPADDR=192.0.2.10\nPREFIX='${secret}'`,
  `STP=on\nDELAY='${secret}'`,
];

describe('the reply of Verify, which every user can read', () => {
  for (const name of ['ifcfg-br0', 'ifcfg-eth0']) {
    it(`contains no value of ${name}, whatever is wrong with it`, () => {
      assert.deepEqual(
        lines.filter((line) => said(withLine(name, line)).includes('S3cr')),
        [],
      );
    });
  }

  it('contains no value of the global defaults', () => {
    assert.doesNotMatch(said({ networkDefaults: `GATEWAY="${secret}"\n` }), /S3cr/);
    assert.doesNotMatch(said({ networkDefaults: `GATEWAY='${secret}'\n` }), /S3cr/);
  });

  it('names the file, the line and the key', () => {
    const text = said(withLine('ifcfg-eth0', `IEEE_8021X_PASSWORD="${secret}"`));
    assert.match(text, /'ifcfg-eth0' has lines that only a shell can read: line \d+ \(IEEE_8021X_PASSWORD\)/);
  });

  const rule = `-A FORWARD -m comment --comment "${secret}" -j DROP`;
  const nftRule = [{ match: { op: '==', left: { meta: { key: 'oifname' } }, right: secret } }, { drop: null }];
  const at = { family: 'bridge', table: 't' };
  const nft = JSON.stringify({
    nftables: [
      { chain: { ...at, name: 'forward', hook: 'forward', policy: 'accept' } },
      { rule: { ...at, chain: 'forward', expr: [{ counter: null }] } },
      { rule: { ...at, chain: 'forward', expr: nftRule } },
    ],
  });
  const tables: readonly (readonly [string, readonly FilterTable[], RegExp])[] = [
    ['iptables', [parseRules('iptables', `-P FORWARD ACCEPT\n${rule}`)], /iptables FORWARD rule 1/],
    ['nftables', filterTablesOf(parseNftables(nft)), /nft table bridge t forward rule 2/],
  ];
  it('has neither a comment nor an unknown interface of a rule that changes addresses', () => {
    const comment = `-m comment --comment "${secret}"`;
    for (const rule of [
      `${comment} -o br0 -j SNAT --to-source 192.0.2.99`,
      `! -o ${secret} ${comment} -j MASQUERADE`,
    ]) {
      const text = said({
        bridgeNetfilter: { 'bridge-nf-call-iptables': '1' },
        filters: { ...noFilters, nat: parseNat('iptables', 'iptables', `*nat\n-A POSTROUTING ${rule}\nCOMMIT\n`) },
      });
      assert.doesNotMatch(text, /S3cr|192\.0\.2\.99/);
      assert.match(text, /iptables nat POSTROUTING rule 1 \((?:-o br0 SNAT|MASQUERADE)\)/);
    }
  });
  const named = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } };
  const ownRules: readonly (readonly [string, Partial<HostFirewall>])[] = [
    [
      'iptables',
      parseSaved(
        'iptables',
        `*filter\n:INPUT DROP [0:0]\n-A INPUT -i eth0 -m comment --comment "${secret}" -m string --string "-p ${secret}" --algo bm -j ACCEPT\nCOMMIT\n`,
      ),
    ],
    [
      'nftables',
      namingRules(
        parseRuleset(
          JSON.stringify({
            nftables: [
              { chain: { family: 'inet', table: 't', name: 'in', hook: 'input', policy: 'drop' } },
              {
                rule: {
                  ...{ family: 'inet', table: 't', chain: 'in', handle: 1, comment: secret },
                  expr: [named, { log: { prefix: secret } }, { accept: null }],
                },
              },
            ],
          }),
        ),
        [],
        new Set(),
      ),
    ],
  ];
  for (const [what, firewall] of ownRules) {
    it(`shows of the host's own rules in ${what} no comment and no value`, () => {
      const text = said({ hostFirewall: { ...noHostFirewall, ...firewall } });
      assert.doesNotMatch(text, /S3cr/);
      assert.match(text, /eth0.*accept/i);
    });
  }

  for (const [what, filterTables, names] of tables) {
    it(`contains no text of a rule of ${what}, but its chain and number`, () => {
      const text = said({
        bridgeNetfilter: { 'bridge-nf-call-iptables': '1' },
        filters: { ...noFilters, tables: filterTables },
      });
      assert.doesNotMatch(text, /S3cr/);
      assert.match(text, names);
    });
  }
});
