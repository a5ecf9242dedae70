import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { AgentError, type ErrorCode } from '../../../src/contract/errors.ts';
import {
  isNatBridgeName,
  parseBridgeName,
  parseGuestName,
  parseInterfaceName,
  parseTransactionId,
} from '../../../src/model/names.ts';
import { throwsCode } from '../support/throws.ts';

type Rows = readonly (readonly [ErrorCode, readonly string[]])[];

/** The tests of one table: code, names. */
function refuses(parse: (text: string) => string, rows: Rows): void {
  for (const [code, names] of rows) {
    for (const name of names) {
      it(`answers ${code} to ${JSON.stringify(name).slice(0, 40)}`, () => {
        throwsCode(code, () => parse(name));
      });
    }
  }
}

function accepts(parse: (text: string) => string, names: readonly string[]): void {
  for (const name of names) it(`accepts '${name}'`, () => assert.equal(parse(name), name));
}

describe('the name of a bridge', () => {
  accepts(parseBridgeName, [
    'br0',
    'abcdefghijklmno',
    'BR0',
    'b',
    'br-lan_1',
    'constructor',
    'toString',
    'eth5',
    'virb0',
  ]);
  refuses(parseBridgeName, [
    ['InvalidName', ['abcdefghijklmnop', 'a'.repeat(100_000)]],
    ['InvalidName', ['']],
    ['InvalidName', [' ', 'br 0', 'br0 ', ' br0']],
    ['InvalidName', ['br\t0', 'br\n0', 'br\r0', 'br\v0', 'br\u00a00']],
    ['InvalidName', ['br0\n']],
    ['InvalidName', ['br\u00000']],
    ['InvalidName', ['a/b']],
    ['InvalidName', ['.', '..']],
    ['InvalidName', ['...', 'br.0']],
    ['InvalidName', ['../../../etc/cron.d/x', '../x', '/etc/passwd', '%2e%2e']],
    ['ReservedName', ['all', 'default']],
    ['ReservedName', ['bonding_masters']],
    ['ReservedName', ['lo']],
    ['InvalidName', ['br%d']],
    ['InvalidName', ['%s', 'br%', '%']],
    ['InvalidName', ['eth0:1', ':']],
    ['InvalidName', ['-br0', '--help', '-']],
    ['InvalidName', ['br;id', '`id`', '$(id)', 'br|x', 'br&']],
    ['InvalidName', ["br'0", 'br"0', 'br\\0']],
    ['InvalidName', ['br*', 'br+', '+', 'br?', 'br[0]', 'eth+']],
    ['InvalidName', ['brü', 'бr0', 'br\u202e0', 'br😀', 'bre\u0301', 'brüüüüüüüü', 'virbrü']],
    ['InvalidName', ['br\u00ff', 'br\u0001', 'br\u007f']],
    ['ReservedName', ['ifcfg-br0', 'br0-range', 'br0-range1']],
    ['Refused', ['virbr0', 'virbr0-nic', 'virbr1', 'VIRBR0', 'virbr', 'VirBr99', 'virbr0_x', 'virbr0-rangeabc']],
    ['InvalidName', ['virbr0aaaaaaaaaa']],
    ['ReservedName', ['vnet0', 'tap0', 'docker0', 'cni0', 'veth1', 'tun7']],
    ['InvalidName', ['0', '1234', '1.5', '0br']],
    ['InvalidName', ['br0~', 'br0.bak', 'br0.old', 'br0.orig', 'br0.rpmsave']],
    ['ReservedName', ['cipcb0', 'cipcbx', 'vlan5', 'vlanx', 'ppp0', 'ippp0', 'bond0', 'team0', 'sit1']],
    ['InvalidName', ['__proto__']],
    ['ReservedName', ['dev', 'type', 'name', 'help']],
    ['ReservedName', ['none', 'any', 'up', 'master', 'group', 'vrf', 'permanent']],
  ]);

  it('is one plain word for the kernel, a path, a glob, a regular expression, iptables and a shell', () => {
    const likely = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.+*%:@/$; -]{0,15}$/);
    const accepted = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), likely).filter(isBridgeName);
    fc.assert(fc.property(accepted, isPlainWord), { numRuns: 300 });
  });

  it('passes through a shell unchanged, unquoted', () => {
    const names = fc.sample(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,14}$/).filter(isBridgeName), 500);
    const { stdout } = spawnSync('/bin/sh', ['-c', `printf '%s\\n' ${names.join(' ')}`], {
      cwd: '/',
      encoding: 'utf8',
    });
    assert.deepEqual(stdout.trimEnd().split('\n'), names);
  });

  it('throws only an AgentError, whatever the input', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ maxLength: 400 }),
    );
    for (const parse of [parseBridgeName, parseInterfaceName, parseGuestName, parseTransactionId]) {
      fc.assert(
        fc.property(anything, (text) => throwsOnlyAgentErrors(parse, text)),
        { numRuns: 400 },
      );
    }
  });

  it('quotes a refused name without letting it control a terminal or forge a log line', () => {
    const message = throwsCode('InvalidName', () => parseBridgeName("b\n\u001b[2J\u202e'"));
    assert.match(message, /'b\\u\{a\}\\u\{1b\}\[2J\\u\{202e\}\\''/);
  });
});

describe('the name of an interface to be bridged', () => {
  accepts(parseInterfaceName, [
    'eth0',
    'enp0s31f6',
    'eth0.100',
    'veth1',
    'vnet0',
    'docker0',
    'br0',
    '4g0',
    'eth0.4095',
  ]);
  refuses(parseInterfaceName, [
    ['InvalidName', ['abcdefghijklmnop', 'eth0'.repeat(1000)]],
    ['InvalidName', ['']],
    ['InvalidName', [' ', 'eth 0', 'eth0 ']],
    ['InvalidName', ['eth0\n', 'eth0\r', 'eth\t0', 'eth\u00a00']],
    ['InvalidName', ['eth0\u0000']],
    ['InvalidName', ['a/b', '../../x', '/eth0']],
    ['InvalidName', ['.', '..', '...']],
    ['ReservedName', ['all', 'default', 'bonding_masters']],
    ['Refused', ['lo']],
    ['InvalidName', ['eth%d', '%s']],
    ['InvalidName', ['eth0:1', ':']],
    ['InvalidName', ['-eth0', '--help', '-']],
    ['InvalidName', ['eth0;id', '`id`', '$(id)', 'eth0|x', 'eth0&']],
    ['InvalidName', ["eth'0", 'eth"0', 'eth\\0']],
    ['InvalidName', ['éth0', 'еth0', 'eth0\u202e', 'eth😀']],
    ['InvalidName', ['eth\u0001', 'eth\u007f']],
    ['Refused', ['ifcfg-eth0', 'eth0-range0']],
    ['Refused', ['virbr0', 'virbr0-nic', 'VIRBR1']],
    ['InvalidName', ['0', '1234', '1.5', '1-2_3']],
    ['InvalidName', ['eth0~', 'eth0.bak', 'eth0.old', 'eth0.orig', 'eth0.rpmsave', 'eth0.rpmnew', 'eth0.rpmorig']],
    ['InvalidName', ['__proto__']],
    ['NotFound', ['eth0@if3', 'eth0@']],
    ['Refused', ['eth+', 'eth*', 'eth?', 'eth[0]']],
  ]);
});

describe('the name of a guest', () => {
  const uuid = '4dea22b3-1d52-d8f3-2516-782e98ab3fa0';
  accepts(parseGuestName, [uuid, 'web1', '42', 'my guest', 'ゲスト', "it's", '00000000-0000-0000-0000-000000000000']);
  refuses(parseGuestName, [
    ['InvalidArgs', [uuid.replaceAll('-', '')]],
    ['LimitsExceeded', ['g'.repeat(256), 'ü'.repeat(128), 'g'.repeat(1_000_000)]],
    ['InvalidName', ['', '--live', '-', ' web', 'web ', 'a/b', 'web\n1', 'web\u00001', 'web\u202e1', 'web\u2028']],
  ]);

  it('accepts a UUID in upper case and converts it to lower case', () => {
    assert.equal(parseGuestName(uuid.toUpperCase()), uuid);
  });

  it('may have 255 bytes', () => {
    assert.equal(parseGuestName('g'.repeat(255)).length, 255);
  });
});

describe('the id of a transaction', () => {
  const id = '0123456789abcdef0123456789abcdef';
  accepts(parseTransactionId, [id]);
  refuses(parseTransactionId, [
    ['InvalidArgs', ['', '../x', id.toUpperCase(), `${id}0`, id.slice(1), `${id}\n`, `../${id}`, 'f'.repeat(1 << 20)]],
  ]);
});

describe('isNatBridgeName', () => {
  it('recognises every virbr, in upper or lower case', () => {
    for (const name of ['virbr0', 'virbr12', 'virbr0-nic', 'VIRBR0', 'virbr', 'virbrü'])
      assert.ok(isNatBridgeName(name));
  });

  it('does not match other names', () => {
    for (const name of ['br0', 'xvirbr0', 'vir-br0', '']) assert.ok(!isNatBridgeName(name));
  });
});

function isBridgeName(text: string): boolean {
  try {
    parseBridgeName(text);
    return true;
  } catch {
    return false;
  }
}

function isPlainWord(name: string): void {
  const bytes = Buffer.byteLength(name);
  assert.ok(bytes >= 1 && bytes <= 15);
  assert.match(name, /^[A-Za-z]/, 'neither an option nor a number');
  assert.doesNotMatch(name, /[^A-Za-z0-9_-]/);
  assert.equal(path.basename(path.join('/etc', `ifcfg-${name}`)), `ifcfg-${name}`);
  assert.equal(path.dirname(path.join('/etc', `ifcfg-${name}`)), '/etc');
  assert.ok(new RegExp(`^${name}$`).test(name), 'means itself as a regular expression');
  assert.equal(encodeURIComponent(name), name);
  assert.ok(!isNatBridgeName(name));
}

function throwsOnlyAgentErrors(parse: (text: string) => string, text: string): void {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof AgentError);
    assert.match(error.message, /^[ -~]+$/);
  }
}
