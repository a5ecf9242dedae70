import assert from 'node:assert/strict';
import { readCommandLine, type ParsedCommand } from '../../../src/cli/command-line/program.ts';
import { Failure } from '../../../src/cli/failure.ts';
import { catalogueOf } from '../../../src/cli/messages/catalogue.ts';
import { widthOf } from '../../../src/cli/terminal/width.ts';
import { verbs } from '../../../src/cli/verbs/verbs.ts';
import { methods } from '../../../src/contract/methods.ts';
import { createBridgeOptions } from '../../../src/contract/options.ts';
import { variant } from '../../../src/model/bus-value.ts';
import { parseCreateBridge } from '../../../src/operations/arguments/create-bridge.ts';

const catalogues = { en: await catalogueOf('en'), ja: await catalogueOf('ja') };

const program = { messages: catalogues.en, version: 'bridgehead 1.2.3', columns: 80 };
const wishOf = (line: string): ParsedCommand => {
  const wish = readCommandLine(line.split(' ').filter(Boolean), program);
  assert.ok('verb' in wish, 'it is no help');
  return wish;
};
const textOf = (line: string, { messages, columns } = program): string => {
  const printed = readCommandLine(line.split(' '), { ...program, messages, columns });
  return 'text' in printed ? printed.text : assert.fail('it printed nothing');
};
const complaintOf = (line: string, messages = catalogues.en): string => {
  try {
    readCommandLine(line.split(' ').filter(Boolean), { ...program, messages });
  } catch (error) {
    assert.ok(error instanceof Failure);
    assert.equal(error.code, 'WrongUsage');
    return error.message;
  }
  return assert.fail('it was accepted');
};

describe('the command line of the client', () => {
  it('means status without a verb, with any options', () => {
    for (const line of ['', '--json', '-q']) assert.equal(wishOf(line).verb.name, 'status');
  });

  it("sends only what was given, so that every default is the agent's", () => {
    assert.deepEqual([...wishOf('create br0 eth0').options], []);
  });

  it('gives each option its D-Bus type', () => {
    const { words, options } = wishOf(
      'create br0 eth0 --addressing static --cloud-init disable --address 192.0.2.10/24 --address 2001:db8::10/64 --gateway 192.0.2.1 ' +
        '--dns 192.0.2.53 --mtu 1400 --stp --forward-delay 4 --no-multicast-snooping --bridged-traffic bypass --networkmanager disable ' +
        '--host-firewall follow --libvirt-network lan --port eth1 --port eth2 --activate boot --confirm-within 60 --probe 192.0.2.20 --dry-run',
    );
    assert.deepEqual(words, ['br0', 'eth0']);
    assert.deepEqual(Object.fromEntries(options), {
      addressing: variant('s', 'static'),
      addresses: variant('as', ['192.0.2.10/24', '2001:db8::10/64']),
      gateways: variant('as', ['192.0.2.1']),
      dns: variant('as', ['192.0.2.53']),
      mtu: variant('u', 1400),
      stp: variant('b', true),
      'forward-delay': variant('u', 4),
      'multicast-snooping': variant('b', false),
      'bridged-traffic': variant('s', 'bypass'),
      'host-firewall': variant('s', 'follow'),
      networkmanager: variant('s', 'disable'),
      'cloud-init': variant('s', 'disable'),
      'libvirt-network': variant('s', 'lan'),
      ports: variant('as', ['eth1', 'eth2']),
      activate: variant('s', 'boot'),
      'confirm-within': variant('u', 60),
      probe: variant('as', ['192.0.2.20']),
      'dry-run': variant('b', true),
    });
    // They do not go with `static`.
    const persist = wishOf('create br0 eth0 --persist 192.0.2.100 --persist 192.0.2.101/32 --adopt').options;
    assert.deepEqual(Object.fromEntries(persist), {
      persist: variant('as', ['192.0.2.100', '192.0.2.101/32']),
      adopt: variant('b', true),
    });
    const keys = [...options.keys(), ...persist.keys()];
    assert.deepEqual(keys.sort(), Object.keys(createBridgeOptions).sort(), 'there is no other option');
    assert.doesNotThrow(() => parseCreateBridge([...words, options]), 'the agent takes it');
  });

  it('has three values for a switch without a default', () => {
    const options = (line: string): unknown => Object.fromEntries(wishOf(line).options);
    assert.deepEqual(options('attach web1 br0'), {});
    assert.deepEqual(options('attach web1 br0 --live --no-persistent'), {
      live: variant('b', true),
      persistent: variant('b', false),
    });
  });

  it('accepts common options before and after the verb', () => {
    assert.deepEqual(wishOf('--json log').session, { json: true, quiet: false, mayAsk: true });
    assert.deepEqual(wishOf('log -q --no-ask-password').session, { json: false, quiet: true, mayAsk: false });
  });

  it('lets the transaction be omitted', () => {
    assert.deepEqual(wishOf('confirm').words, ['']);
    assert.deepEqual(wishOf('rollback 0123').words, ['0123']);
  });

  it('has a verb for each method, and two that combine them', () => {
    assert.equal(verbs.length, Object.keys(methods).length + 2);
  });

  for (const [line, sentence] of [
    ['creat', "unknown command 'creat'; did you mean 'create'?"],
    ['create br0', "'INTERFACE' is missing"],
    ['delete br0 br1', 'too many arguments'],
    ['create br0 eth0 --mtt 3', "unknown option '--mtt'; did you mean '--mtu'?"],
    ['create br0 eth0 --mtu', "'--mtu' needs a value"],
    ['create br0 eth0 --mtu 1e3', "'--mtu' must be a whole number, not '1e3'"],
    ['create br0 eth0 --mtu 4294967296', "'--mtu' must be a whole number, not '4294967296'"],
    ['create br0 eth0 --activate now', "'--activate' must be one of live, restart, boot, not 'now'"],
    ['delete br0 --stp', "unknown option '--stp'"],
  ] as const) {
    it(`explains what is wrong with '${line}'`, () => {
      assert.ok(complaintOf(line).startsWith(sentence), complaintOf(line));
    });
  }

  it('explains errors in Japanese if that is the language', () => {
    assert.equal(complaintOf('creat', catalogues.ja), "コマンド 'creat' はありません。'create' のことでしょうか");
  });
});

describe('the help', () => {
  for (const [language, messages] of Object.entries(catalogues)) {
    for (const line of ['--help', ...verbs.map(({ name }) => `${name} --help`)]) {
      it(`fits 80 columns: ${line}, ${language}`, () => {
        const text = textOf(line, { ...program, messages });
        for (const row of text.split('\n')) assert.ok(widthOf(row) <= 80, `${widthOf(row)}: ${row}`);
      });
    }
  }

  it('names every verb, and every exit status', () => {
    const text = textOf('--help');
    for (const { name } of verbs) assert.match(text, new RegExp(`^  ${name}\\b`, 'm'));
    for (const status of [0, 1, 2, 3, 4, 5, 6, 7, 8]) assert.match(text, new RegExp(`^  ${status}  \\w`, 'm'));
  });

  it('names every option of a verb, with its default', () => {
    const text = textOf('create --help');
    for (const flag of ['--address ', '--gateway ', '--confirm-within ']) assert.ok(text.includes(flag), flag);
    assert.match(text.replaceAll(/\s+/g, ' '), /\(default: keep\)/);
  });

  it('says the version', () => {
    assert.equal(textOf('--version'), 'bridgehead 1.2.3\n');
  });
});
