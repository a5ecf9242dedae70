import assert from 'node:assert/strict';
import { catalogueOf } from '../../../src/cli/messages/catalogue.ts';
import { Session } from '../../../src/cli/session.ts';
import { interfaceReportLines, movesOf, type InterfaceReport } from '../../../src/cli/views/interface-report.ts';
import { recordScreen } from './fakes.ts';

const catalogues = { en: await catalogueOf('en'), ja: await catalogueOf('ja') };

const links = [
  'ip link add name br0 address 52:54:00:12:34:56 mtu 1500 type bridge stp_state 0 forward_delay 0',
  'ip addr add 192.0.2.10/24 dev br0 broadcast 192.0.2.255 scope global',
  "# wait until the addresses of 'br0' are ready",
  "# copy the neighbour entries of 'eth0' to 'br0'",
  'ip link set dev eth0 master br0',
  'ip route del 192.0.2.0/24 dev eth0',
  'ip route replace 0.0.0.0/0 via 192.0.2.1 dev br0 proto boot',
  'ip route replace 198.51.100.0/24 dev br0',
  'ip addr del 192.0.2.10/24 dev eth0',
].join('\n');

const moves = movesOf(
  [
    { kind: 'file', title: "write 'ifcfg-br0'", preview: '+ip addr add 203.0.113.1/24 dev br0' },
    { kind: 'links', title: "put 'eth0' behind the new bridge 'br0'", preview: links },
    { kind: 'zone', title: 'a kind of step that this client does not know', preview: '' },
  ],
  'br0',
);

function linesOf(report: Partial<InterfaceReport>, language: keyof typeof catalogues = 'en'): string[] {
  const session = new Session(catalogues[language], recordScreen().screen, {
    json: false,
    quiet: false,
    mayAsk: false,
  });
  return interfaceReportLines(session, {
    interface: 'eth0',
    bridge: 'br0',
    stack: '',
    moves: [],
    stays: [],
    'in-the-way': [],
    ...report,
  });
}

describe('what would become of an interface', () => {
  it('is grouped: addresses, routes and neighbours by themselves, then each kind of step', () => {
    assert.deepEqual(linesOf({ moves }), [
      'What would become of eth0 behind a new bridge br0',
      '',
      'Moves',
      "  bridge      put 'eth0' behind the new bridge 'br0'",
      '  addresses   192.0.2.10/24',
      '  routes      default via 192.0.2.1',
      '              198.51.100.0/24',
      "  neighbours  copy the neighbour entries of 'eth0' to 'br0'",
      "  files       write 'ifcfg-br0'",
      '  zone        a kind of step that this client does not know',
      '',
      'Stays as it is',
      '  Nothing.',
      '',
      'In the way',
      '  Nothing.',
    ]);
  });

  it('names what stays, a sentence each', () => {
    const lines = linesOf({ moves, stays: ['x '.repeat(60).trim(), 'y'] });
    assert.deepEqual(lines.slice(lines.indexOf('Stays as it is') + 1, -3), [
      `  - ${'x '.repeat(38).trim()}`,
      `    ${'x '.repeat(22).trim()}`,
      '  - y',
    ]);
  });

  it('is unknown while something is in the way, which is named', () => {
    const lines = linesOf({ 'in-the-way': [{ error: 'Busy', message: "'eth0' is a port" }] });
    assert.deepEqual(lines.slice(2), [
      'Moves',
      '  Unknown until nothing is in the way.',
      '',
      'Stays as it is',
      '  Unknown until nothing is in the way.',
      '',
      'In the way',
      "  - 'eth0' is a port",
    ]);
  });

  it('is told in Japanese, lined up', () => {
    const lines = linesOf({ moves }, 'ja');
    assert.equal(lines[0], 'eth0 を新しいブリッジ br0 に組み込んだ場合');
    assert.ok(lines.includes('  アドレス        192.0.2.10/24'), lines.join('\n'));
  });

  it('cannot harm a terminal', () => {
    const hostile = '\x1b[2J\u202E';
    const text = linesOf({
      interface: hostile,
      moves: [{ kind: hostile, text: hostile }],
      stays: [hostile],
      'in-the-way': [{ error: 'Busy', message: hostile }],
    });
    assert.doesNotMatch(text.join(''), /\p{C}/u);
  });
});
