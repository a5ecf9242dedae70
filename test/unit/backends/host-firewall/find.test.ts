import assert from 'node:assert/strict';
import { findNaming } from '../../../../src/backends/host-firewall/find.ts';
import { isComplete, parseSaved } from '../../../../src/backends/host-firewall/parse-saved.ts';
import { said } from '../../../../src/backends/host-firewall/say.ts';
import { noFilters } from '../../../../src/model/filters.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { chain, files, hostBehind, iptables, match, nft, rule, save } from './host.ts';

const move = { uplink: 'eth0', bridge: 'br0' };
const effectOf = (state: HostState): string => {
  const { lost, gained } = findNaming(move, state);
  return [...lost.map(() => 'lost'), ...gained.map(() => 'gained')].join(' ');
};

/** A rule of iptables, and what becomes of it. */
const forms: readonly (readonly [string, string])[] = [
  ['-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT', 'lost'],
  ['-A OUTPUT -o eth0 -j DROP', 'lost'],
  ['-A FORWARD -i docker0 -o eth0 -j ACCEPT', 'lost'],
  ['-A INPUT -i eth+ -j ACCEPT', 'lost'],
  ['-A INPUT -i + -j ACCEPT', ''],
  ['-A INPUT ! -i eth0 -j DROP', 'gained'],
  ['-A INPUT ! -i eth+ -j DROP', 'gained'],
  ['-A INPUT ! -i lo -j DROP', ''],
  ['-A INPUT ! -i eth0 -o eth0 -j DROP', 'gained'],
  ['-A INPUT -i eth01 -j ACCEPT', ''],
  ['-A INPUT -i eth -j ACCEPT', ''],
  ['-A INPUT -i eth0 -j LOG --log-prefix "x "', ''],
  ['-A INPUT -i eth0', ''],
  ['-A INPUT -i eth0 -m recent --set --name x', 'lost'],
  ['-A INPUT -i eth0 -j OURS', 'lost'],
  ['-A INPUT -i eth0 -g OURS', 'lost'],
  ['-A INPUT -i eth0 -j LOGS', ''],
  ['-A INPUT -i eth0 -j MARK --set-xmark 0x1/0xffffffff', 'lost'],
  ['-A UNUSED -i eth0 -j DROP', ''],
  ['-A LOGS -i eth0 -j LOG', ''],
  ['-A INPUT -m comment --comment -i -j ACCEPT', ''],
  ['-A INPUT -m comment --comment "-i eth0" -j ACCEPT', ''],
  ['-A INPUT -m comment --comment "x \\" -i eth0 " -j ACCEPT', ''],
  ['-A INPUT -i lo -m comment --comment "-j" -j ACCEPT', ''],
  ['-A INPUT -m physdev --physdev-in eth0 -j DROP', 'gained'],
  ['-A INPUT -m physdev --physdev-in eth0 -j ACCEPT', ''],
  ['-A FORWARD -m physdev --physdev-in eth0 -j DROP', ''],
  ['[12:720] -A INPUT -i eth0 -j ACCEPT', 'lost'],
];

describe('a rule of iptables', () => {
  for (const [text, effect] of forms) {
    it(`'${text}' is ${effect === '' ? 'no matter' : effect}`, () => {
      const rules = [text, '-A OURS -j DROP', '-A LOGS -j LOG', '-A INPUT -p tcp -j OURS', '-A INPUT -j LOGS'];
      assert.equal(effectOf(hostBehind(iptables(save(rules, 'DROP', ['OURS', 'LOGS', 'UNUSED'])))), effect);
    });
  }

  it('counts in a chain that others lead to', () => {
    const rules = ['-A INPUT -j ONE', '-A ONE -j TWO', '-A TWO -i eth0 -j ACCEPT'];
    assert.equal(effectOf(hostBehind(iptables(save(rules, 'DROP', ['ONE', 'TWO'])))), 'lost');
  });

  it('counts in every table', () => {
    const text = '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n';
    assert.equal(effectOf(hostBehind(iptables(text))), 'lost');
  });

  it('is no matter where it has its twin', () => {
    const rules = ['-A INPUT -i br0 -p icmp -j ACCEPT', '-A INPUT -i eth0 -p icmp -j ACCEPT'];
    assert.equal(effectOf(hostBehind(iptables(save(rules)))), '');
  });

  it("is firewalld's where it is in a chain of its zones", () => {
    const text = save(['-A INPUT -j INPUT_ZONES', '-A INPUT_ZONES -i eth0 -g OURS', '-A OURS -j ACCEPT'], 'DROP', [
      ...['INPUT_ZONES', 'OURS'],
    ]);
    assert.equal(effectOf(hostBehind(iptables(text))), 'lost');
    assert.equal(effectOf(hostBehind(iptables(text), { filters: { ...noFilters, owners: ['firewalld'] } })), '');
  });

  it('is said without comment, address or any other option', () => {
    const text = save([
      '-A INPUT -s 192.0.2.7/32 -i eth0 -p tcp -m tcp --dport 22 -m comment --comment "S3" -j ACCEPT',
    ]);
    assert.deepEqual(said(findNaming(move, hostBehind(iptables(text)))), [
      "'... -i eth0 -p tcp --dport 22 ... -j ACCEPT' in 'iptables filter INPUT'",
    ]);
  });

  it('is found among 50,000', () => {
    const many = Array.from({ length: 50_000 }, (_, at) => `-A INPUT -s 10.0.${at % 256}.1/32 -p tcp -j DROP`);
    const { rules } = parseSaved('iptables', save([...many, '-A INPUT -i eth0 -j ACCEPT']));
    assert.deepEqual(
      rules.map(({ position, line }) => [position, line]),
      [[50_001, 50_004]],
    );
  });
});

const accept = { accept: null };
const set = (type: unknown, elem: unknown, kind = 'set') => ({
  [kind]: { family: 'inet', table: 't', name: 's', type, elem },
});
const concat = (...parts: readonly unknown[]) => ({ concat: parts });
const meta = (key: string) => ({ meta: { key } });
const nftForms: readonly (readonly [string, string, readonly object[]])[] = [
  ['iifname', 'lost', [rule(1, match('iifname', 'eth0'), accept)]],
  ['iif', 'lost', [rule(1, match('iif', 'eth0'), accept)]],
  ['oifname with a wildcard', 'lost', [rule(1, match('oifname', 'eth*'), accept)]],
  ['iifname that is not', 'gained', [rule(1, match('iifname', 'eth0', '!='), { drop: null })]],
  ['an anonymous set', 'lost', [rule(1, match('iifname', { set: ['lo', 'eth0'] }), accept)]],
  ['an anonymous set with both', '', [rule(1, match('iifname', { set: ['br0', 'eth0'] }), accept)]],
  ['all but an anonymous set', 'gained', [rule(1, match('iifname', { set: ['lo', 'eth0'] }, '!='), { drop: null })]],
  ['a named set', 'lost', [set('ifname', ['eth0']), rule(1, match('iifname', '@s'), accept)]],
  ['all but a named set', 'lost', [set('ifname', ['eth0']), rule(1, match('iifname', '@s', '!='), { drop: null })]],
  ['a named set with both', '', [set('ifname', ['eth0', 'br0']), rule(1, match('iifname', '@s'), accept)]],
  ['a named set without it', '', [set('ifname', ['lo']), rule(1, match('iifname', '@s'), accept)]],
  ['a map of verdicts', 'lost', [rule(1, { vmap: { key: meta('iifname'), data: { set: [['eth0', accept]] } } })]],
  [
    'a concatenation, at its second place',
    'lost',
    [
      rule(
        1,
        { match: { op: '==', left: concat(meta('iifname'), meta('oifname')), right: { set: [concat('v', 'eth0')] } } },
        accept,
      ),
    ],
  ],
  [
    'a map in a statement',
    'lost',
    [
      rule(1, {
        mangle: { key: meta('mark'), value: { map: { key: meta('iifname'), data: { set: [['eth0', 1]] } } } },
      }),
    ],
  ],
  [
    'a rule that only counts and logs',
    '',
    [rule(1, match('iifname', 'eth0'), { counter: { packets: 1, bytes: 2 } }, { log: null })],
  ],
];

describe('a rule of nftables', () => {
  for (const [what, effect, objects] of nftForms) {
    it(`with ${what} is ${effect === '' ? 'no matter' : effect}`, () => {
      assert.equal(effectOf(hostBehind(nft(chain, ...objects))), effect);
    });
  }

  it('about ports of bridges begins to see what comes by the interface', () => {
    const at = { family: 'bridge', table: 't' };
    const firewall = nft(
      { chain: { ...at, name: 'in', hook: 'input', policy: 'accept' } },
      { rule: { ...at, chain: 'in', handle: 1, expr: [match('iifname', 'eth0'), { drop: null }] } },
    );
    assert.equal(effectOf(hostBehind(firewall)), 'gained');
  });

  for (const dev of ['eth0', undefined]) {
    it(`at ingress stays where it is, and its chain is named, where nft ${dev === undefined ? 'does not say' : 'says'} of which device`, () => {
      const at = { family: 'netdev', table: 't' };
      const firewall = nft(
        { chain: { ...at, name: 'in', hook: 'ingress', policy: 'accept', dev } },
        { rule: { ...at, chain: 'in', handle: 1, expr: [match('iifname', 'eth0'), { drop: null }] } },
      );
      assert.equal(effectOf(hostBehind(firewall)), '');
      assert.equal(findNaming(move, hostBehind(firewall)).devices.length, 1);
    });
  }

  it('is said without comment or value', () => {
    const saddr = { match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '192.0.2.7' } };
    const dport = {
      match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: { set: [22, 80] } },
    };
    const firewall = nft(chain, rule(1, match('iifname', 'eth0'), saddr, dport, { log: { prefix: 'S3' } }, accept));
    assert.deepEqual(said(findNaming(move, hostBehind(firewall))), [
      "'iifname eth0 ... tcp dport { 22, 80 } ... accept' in 'nft inet t in'",
    ]);
  });
});

describe('configuration that names the interface', () => {
  const mentionsOf = (texts: Readonly<Record<string, string>>) =>
    findNaming(move, hostBehind(files(texts))).mentions.map(({ by }) => by);
  const ufwRules = save(['-A ufw-user-input -i eth0 -p tcp --dport 22 -j ACCEPT'], 'DROP', ['ufw-user-input']);

  it("is ufw's, where ufw is on", () => {
    assert.deepEqual(mentionsOf({ '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/ufw/user.rules': ufwRules }), ['ufw']);
    assert.deepEqual(mentionsOf({ '/etc/ufw/ufw.conf': 'ENABLED=no\n', '/etc/ufw/user.rules': ufwRules }), []);
  });

  it("is Shorewall's, unless the bridge is there too", () => {
    const path = '/etc/shorewall/interfaces';
    assert.deepEqual(mentionsOf({ [path]: '?FORMAT 2\n#net eth0\nnet eth0 dhcp,tcpflags\n' }), ['shorewall']);
    assert.deepEqual(mentionsOf({ [path]: 'net eth0\nnet br0\n' }), []);
    assert.deepEqual(mentionsOf({ [path]: '#net eth0\nnet eth1\n' }), []);
  });

  it("is nftables', where the boot loads it by its rules, else by its words and not by its comments", () => {
    const path = '/etc/nftables.conf';
    const ruleset = (...rules: readonly string[]) => `table inet t {\n chain in {\n${rules.join('\n')}\n}\n}\n`;
    for (const text of [ruleset('iifname { "lo", "eth0" } accept'), 'eth0 }\n', 'frobnicate eth0\n']) {
      assert.deepEqual(mentionsOf({ [path]: text }), ['nftables'], text);
    }
    for (const text of [
      'define wan = eth0\n',
      ruleset('# eth0', 'accept comment "eth0"', 'iifname eth0.5 accept', 'iifname { eth0, br0 } accept'),
    ]) {
      assert.deepEqual(mentionsOf({ [path]: text }), [], text);
    }
    for (const [text, by] of [
      ['define wan = eth0\n', ['nftables']],
      ['# eth0\naccept comment "eth0"\n', []],
      ['iifname { eth0, br0 } accept\n', []],
    ] as const) {
      assert.deepEqual(mentionsOf({ '/etc/nftables/unused.nft': text }), by, text);
    }
  });

  it("is libvirt's, by <forward dev>", () => {
    const network = { name: 'routed', bridge: 'virbr9', forward: 'nat', addresses: [], forwardDevice: 'eth0' };
    const { mentions } = findNaming(move, hostBehind({}, { libvirtNetworks: [network] }));
    assert.match(mentions[0]?.where ?? '', /libvirt's network 'routed'/);
  });
});

describe('what iptables-save prints', () => {
  it('is believed only from its beginning to its end', () => {
    const whole = `# Generated by iptables-save\n${save(['-A INPUT -i eth0 -j ACCEPT'])}# Completed\n`;
    assert.equal(isComplete(whole + whole), true);
    assert.equal(isComplete(''), true);
    assert.equal(isComplete("# Table `filter' is incompatible, use 'nft' tool.\n"), true);
    for (const text of [whole.slice(0, 100), whole.replace('COMMIT\n', ''), '[]\n', `x\n${whole}`]) {
      assert.equal(isComplete(text), false, text);
    }
  });
});
