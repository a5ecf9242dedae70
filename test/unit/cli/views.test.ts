import assert from 'node:assert/strict';
import * as v from 'valibot';
import { catalogueOf } from '../../../src/cli/messages/catalogue.ts';
import {
  bridgeSchema,
  detailsSchema,
  findingSchema,
  interfaceSchema,
  readAll,
  toPlain,
  transactionSchema,
} from '../../../src/cli/replies.ts';
import { Session } from '../../../src/cli/session.ts';
import { bridgeTable, bridgeTree } from '../../../src/cli/views/bridges.ts';
import { doctorLines } from '../../../src/cli/views/doctor.ts';
import { findingLines } from '../../../src/cli/views/findings.ts';
import { interfaceLines } from '../../../src/cli/views/interfaces.ts';
import { planLines } from '../../../src/cli/views/plan.ts';
import { logLines } from '../../../src/cli/views/log.ts';
import { detailLines } from '../../../src/cli/views/transactions.ts';
import { variant, variantMap } from '../../../src/model/bus-value.ts';
import { recordScreen } from './fakes.ts';

const catalogues = { en: await catalogueOf('en'), ja: await catalogueOf('ja') };

const { en, ja } = catalogues;
const { screen } = recordScreen();
const ascii = recordScreen({ unicode: false }).screen;

const br0 = v.parse(bridgeSchema, {
  name: 'br0',
  id: '8000.525400123456',
  mtu: 1500,
  up: true,
  ports: ['eth0', 'vnet0'],
  addresses: ['192.0.2.10/24'],
  guests: ['web1'],
  cards: [{ guest: 'web1', mac: '52:54:00:aa:bb:cc', target: 'vnet0' }],
});
const virbr0 = v.parse(bridgeSchema, { name: 'virbr0', id: '8000.525400000001', mtu: 1500, stp: true, nat: true });
const eth0 = v.parse(interfaceSchema, {
  name: 'eth0',
  kind: 'veth',
  mac: '52:54:00:12:34:56',
  up: true,
  carrier: true,
  addresses: ['192.0.2.10/24', '2001:db8::10/64'],
  bridgeable: true,
});

describe('the bridges', () => {
  it('are listed as brctl show does', () => {
    assert.deepEqual(bridgeTable([br0, virbr0], en, screen), [
      'bridge name  bridge id          STP enabled  interfaces',
      'br0          8000.525400123456  no           eth0',
      '                                             vnet0',
      'virbr0       8000.525400000001  yes',
    ]);
  });

  it('show their ports as a tree', () => {
    assert.deepEqual(bridgeTree(br0, [eth0], { messages: en, screen }), [
      'br0  up, MTU 1500',
      '├─ ports',
      '│  ├─ eth0   up  52:54:00:12:34:56',
      '│  └─ vnet0',
      '├─ addresses',
      '│  └─ 192.0.2.10/24',
      '└─ guests',
      '   └─ web1  vnet0  52:54:00:aa:bb:cc',
    ]);
    assert.deepEqual(bridgeTree(virbr0, [], { messages: en, screen: ascii }), [
      `virbr0  down, MTU 1500, ${en.status.nat}`,
    ]);
  });

  it('are shown in Japanese, lined up', () => {
    assert.deepEqual(bridgeTable([br0], ja, screen), [
      'ブリッジ名  ブリッジ ID        STP   インターフェース',
      'br0         8000.525400123456  無効  eth0',
      '                                     vnet0',
    ]);
    assert.match(bridgeTree(br0, [eth0], { messages: ja, screen })[1] ?? '', /├─ ポート/);
  });

  it('are shown for an agent that names guests only, or not at all', () => {
    const named = v.parse(bridgeSchema, { name: 'br0', guests: ['web1'] });
    assert.deepEqual(bridgeTree(named, [], { messages: en, screen }).slice(1), ['└─ guests', '   └─ web1']);
    assert.deepEqual(v.parse(bridgeSchema, { name: 'br0' }).guests, []);
  });

  it('cannot harm a terminal by their names', () => {
    const hostile = v.parse(bridgeSchema, { name: 'br0\x1b[2J', ports: ['\u202Eeth0'], addresses: ['\n'] });
    const text = [...bridgeTable([hostile], en, screen), ...bridgeTree(hostile, [], { messages: en, screen })].join('');
    assert.doesNotMatch(text, /\p{C}/u);
  });
});

describe('the interfaces', () => {
  it('are listed with their addresses below each other, and the reason against bridging', () => {
    const lo = v.parse(interfaceSchema, { name: 'lo', kind: 'loopback', up: true, carrier: true, reason: 'it is lo' });
    const card = { ...eth0, stack: 'network-manager' };
    assert.deepEqual(interfaceLines([card, lo], en, screen), [
      'interface  kind      link  configured by    can be bridged  addresses',
      'eth0       veth      up    network-manager  yes             192.0.2.10/24',
      '                                                            2001:db8::10/64',
      'lo         loopback  up                     no',
      '    it is lo',
    ]);
  });
});

describe('findings', () => {
  const findings = readAll(findingSchema, [
    { check: 'bridge', status: 'pass', message: 'm', found: 'a bridge that is up' },
    { check: 'mtu', status: 'fail', message: 'it differs', expected: '1500', found: '1400', remedy: 'ip link set x' },
    { check: 'xen', status: 'skip', message: 'Xen is not installed', remedy: '' },
  ]);

  it('say what was found and, for a failure, what is expected and what to do', () => {
    assert.deepEqual(findingLines(findings, en, screen), [
      'pass  bridge  a bridge that is up',
      'FAIL  mtu     it differs',
      '              expected  1500',
      '              found     1400',
      '      fix: ip link set x',
      'skip  xen     Xen is not installed',
    ]);
  });

  it('can be shown without the remedy', () => {
    const lines = findingLines(findings, ja, screen, { remedies: false });
    assert.ok(!lines.join('\n').includes('ip link'));
    assert.equal(lines[1], '異常    mtu     it differs');
  });
});

describe('the log', () => {
  const names = new Map([[1000, 'alice']]);
  const made = {
    operation: 'CreateBridge',
    bridge: 'br0',
    state: 'committed',
    time: 0,
    uid: 1000,
    authorised: 'password',
  };

  it('shows what, when, who, how it was authorised, and how it ended, in 80 columns', () => {
    const list = readAll(transactionSchema, [
      { transaction: 'a'.repeat(32), ...made },
      { transaction: 'b'.repeat(32), operation: 'New', bridge: '\x1b', state: 'odd', uid: 4294967294, authorised: 'x' },
      { transaction: 'c'.repeat(32) },
    ]);
    const [head = '', first = '', second = '', third = '', ...end] = logLines(list, names, en, screen);
    assert.match(head, /^id +time +change +bridge +by +auth +state$/);
    assert.match(first, /^aaaaaaaa {2}19(69|70)-\d\d-\d\d \d\d:\d\d {2}create {2}br0 +alice +password +committed$/);
    assert.match(second, /New {5}\\u\{1b\} {2}uid 4294967294 {2}x +odd$/);
    assert.match(third, /^cccccccc .* \? +\?$/);
    assert.deepEqual(end, ['', en.log.intact]);
    assert.ok(first.length <= 80);
  });

  it('shows who decided afterwards, what is old, and what is not intact', () => {
    const list = readAll(transactionSchema, [
      { transaction: 'a', ...made, 'settled-by': 0, 'settled-authorised': 'polkit', settled: 0, pruned: true },
      { transaction: 'b', ...made, state: 'rolled-back', 'settled-by': 1000, intact: false, problem: 'line 3 \x1b' },
    ]);
    const lines = logLines(list, names, en, screen);
    assert.match(lines[2] ?? '', /^ {4}confirmed by uid 0 \(polkit\), 19/);
    assert.equal(lines[3], `    ${en.log.pruned}`);
    assert.match(lines[5] ?? '', /^ {4}rolled back by alice \(\?\), 19/);
    assert.equal(lines[6], '    line 3 \\u{1b}');
    assert.deepEqual(lines.slice(-2), ['', en.log.notIntact(1)]);
  });
});

describe('one change', () => {
  it('is shown with its history and its plan', () => {
    const details = v.parse(detailsSchema, {
      ...{ transaction: 'abc', operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', state: 'rolled-back' },
      ...{ uid: 0, authorised: 'root', intact: false, problem: 'line 2 was removed' },
      events: [
        { event: 'applying' },
        { event: 'confirmed', uid: 7, authorised: 'own' },
        { event: 'rolled-back', late: true },
      ],
      plan: [{ kind: 'file', title: 'write x', preview: '+c' }],
    });
    const text = detailLines(details, new Map([[0, 'root']]), en, screen).join('\n');
    assert.match(text, /^create br0 eth0 {2}abc\n {2}state +rolled-back\n/);
    assert.match(text, /^ {2}by +root \(no polkit\)$/m);
    assert.match(text, /^ {2}then +\S+ \S+ {2}confirmed, uid 7 \(own\)$/m);
    assert.match(text, /^ {2}then +\S+ \S+ {2}rolled-back; logged later$/m);
    assert.match(text, /^ {2}not intact: line 2 was removed$/m);
    assert.match(text, /^1\. write x$/m);
  });
});

describe('a plan', () => {
  it('is numbered, with the details below each step', () => {
    const plan = [
      { kind: 'file', title: 'write x', preview: '--- a\n+++ b\n+c\n' },
      { kind: 'links', title: 'y', preview: '' },
    ];
    assert.deepEqual(planLines(plan, screen), ['1. write x', '   --- a', '   +++ b', '   +c', '', '2. y']);
  });
});

describe('a reply', () => {
  it('becomes plain JavaScript values', () => {
    const reply = variantMap({
      time: variant('t', 5n),
      list: variant('aa{sv}', [variantMap({ x: variant('b', true) })]),
    });
    assert.deepEqual(toPlain(reply), { time: 5, list: [{ x: true }] });
    assert.deepEqual(Object.keys(toPlain(new Map([['__proto__', variant('s', 'x')]])) as object), ['__proto__']);
  });

  it('in another form causes an error with a sentence', () => {
    assert.throws(() => readAll(bridgeSchema, [{ name: 5 }]), /of another form/);
  });
});

describe("doctor's report", () => {
  const many = Array.from({ length: 4000 }, (_, index) =>
    v.parse(interfaceSchema, {
      name: `vnet${index}`,
      kind: 'tun',
      up: true,
      reason: `interface 'vnet${index}' is a port`,
    }),
  );
  const report = { host: [], bridges: [], advice: [], interfaces: [...many, eth0] };

  for (const [language, messages] of Object.entries(catalogues)) {
    it(`shows of thousands of interfaces the first, those that can be bridged before others, in ${language}`, () => {
      const lines = doctorLines(new Session(messages, screen, { json: false, quiet: false, mayAsk: false }), report);
      assert.ok(lines.length < 80, `${lines.length} lines`);
      assert.ok(lines.some((line) => line.startsWith('eth0 ')));
      assert.ok(lines.includes(messages.doctor.moreCards(4001 - 32)));
    });
  }
});
