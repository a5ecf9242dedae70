import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AgentError } from '../../../../src/contract/errors.ts';
import {
  createBridgeOptions,
  deleteBridgeOptions,
  verifyOptions,
  type OptionTable,
} from '../../../../src/contract/options.ts';
import { variant, type VariantMap } from '../../../../src/model/bus-value.ts';
import { readOptions } from '../../../../src/operations/arguments/read-options.ts';
import { throwsCode } from '../../support/throws.ts';
import { oneOfEachType, options } from './variants.ts';

const tables: Readonly<Record<string, OptionTable>> = { createBridgeOptions, deleteBridgeOptions, verifyOptions };

describe('options', () => {
  it('have their defaults when none is given', () => {
    assert.deepEqual(readOptions(createBridgeOptions, new Map()), {
      addressing: 'keep',
      addresses: [],
      gateways: [],
      dns: [],
      mtu: undefined,
      'multicast-snooping': undefined,
      stp: false,
      'forward-delay': undefined,
      'bridged-traffic': 'auto',
      'host-firewall': 'refuse',
      networkmanager: 'auto',
      persist: [],
      'cloud-init': 'warn',
      'libvirt-network': undefined,
      ports: [],
      adopt: false,
      activate: 'live',
      'confirm-within': 0,
      probe: [],
      'dry-run': false,
    });
  });

  it('are returned as given', () => {
    const given = options({ mtu: ['u', 9000], stp: ['b', true], activate: ['s', 'boot'], dns: ['as', ['192.0.2.1']] });
    const { mtu, stp, activate, dns } = readOptions(createBridgeOptions, given);
    assert.deepEqual({ mtu, stp, activate, dns }, { mtu: 9000, stp: true, activate: 'boot', dns: ['192.0.2.1'] });
  });

  for (const [name, table] of Object.entries(tables)) {
    for (const [key, schema] of Object.entries(table)) {
      for (const given of oneOfEachType.filter(({ signature }) => signature !== schema.type)) {
        it(`of ${name}: ${key} is InvalidType as ${given.signature}`, () => {
          const message = throwsCode('InvalidType', () => readOptions(table, new Map([[key, given]])));
          assert.ok(
            message.includes(`'${key}'`) && message.includes(`'${schema.type}'`) && message.includes(given.signature),
          );
        });
      }
    }
  }

  it('are refused if a value does not match its signature', () => {
    for (const [key, given] of [
      ['mtu', variant('u', '1500')],
      ['stp', variant('b', 1)],
      ['activate', variant('s', 1)],
      ['dns', variant('as', 'x')],
      ['dns', variant('as', [1])],
    ] as const) {
      throwsCode('InvalidType', () => readOptions(createBridgeOptions, new Map([[key, given]])));
    }
  });

  const strangers = ['foo', 'Mtu', 'mtu ', '', 'script_pre', 'hook', 'ifup-local', 'env', 'toString', 'hasOwnProperty'];
  for (const key of [...strangers, '__proto__', 'constructor', 'prototype']) {
    it(`that are unknown are refused: '${key}'`, () => {
      const polluting = variant('a{sv}', new Map([['polluted', variant('b', true)]]));
      const message = throwsCode('UnknownOption', () => readOptions(createBridgeOptions, new Map([[key, polluting]])));
      assert.ok(message.includes(`'${key}'`));
      for (const known of Object.keys(createBridgeOptions)) assert.ok(message.includes(`'${known}'`));
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });
  }

  it('of a method that takes none are unknown too', () => {
    throwsCode('UnknownOption', () => readOptions(verifyOptions, options({ 'dry-run': ['b', true] })));
  });

  it('are at most 32', () => {
    throwsCode('UnknownOption', () => readOptions(createBridgeOptions, many(32)));
    throwsCode('LimitsExceeded', () => readOptions(createBridgeOptions, many(33)));
    throwsCode('LimitsExceeded', () => readOptions(createBridgeOptions, many(100_000)));
  });

  it('have texts of at most 255 bytes', () => {
    throwsCode('OutOfRange', () => readOptions(createBridgeOptions, options({ activate: ['s', 'x'.repeat(255)] })));
    for (const text of ['x'.repeat(256), 'ü'.repeat(128), 'x'.repeat(16 << 20)]) {
      throwsCode('LimitsExceeded', () => readOptions(createBridgeOptions, options({ activate: ['s', text] })));
      throwsCode('LimitsExceeded', () => readOptions(createBridgeOptions, options({ dns: ['as', [text]] })));
    }
  });

  it('have as many entries as the table says, and no more', () => {
    for (const [key, most] of [
      ['addresses', 32],
      ['gateways', 2],
      ['dns', 3],
    ] as const) {
      const entries = Array.from({ length: most + 1 }, (_, index) => `192.0.2.${index + 1}`);
      assert.equal(readOptions(createBridgeOptions, options({ [key]: ['as', entries.slice(1)] }))[key].length, most);
      throwsCode('LimitsExceeded', () => readOptions(createBridgeOptions, options({ [key]: ['as', entries] })));
    }
  });

  it('with a choice accept only its values', () => {
    for (const key of ['addressing', 'bridged-traffic', 'host-firewall', 'networkmanager', 'activate']) {
      for (const text of ['', 'LIVE', 'keep ', 'keep\n', 'x']) {
        const message = throwsCode('OutOfRange', () =>
          readOptions(createBridgeOptions, options({ [key]: ['s', text] })),
        );
        assert.ok(message.includes(`'${key}'`));
      }
    }
  });

  it('are frozen', () => {
    assert.ok(Object.isFrozen(readOptions(createBridgeOptions, new Map())));
  });

  it('become an object with the keys of the table or an AgentError, whatever the input', () => {
    const keys = fc.oneof(fc.constantFrom(...Object.keys(createBridgeOptions)), fc.string());
    const values = fc.oneof(
      fc.constantFrom(...oneOfEachType),
      fc.nat().map((value) => variant('u', value)),
      fc.string().map((value) => variant('s', value)),
      fc.array(fc.string()).map((value) => variant('as', value)),
    );
    const maps = fc.array(fc.tuple(keys, values), { maxLength: 4 }).map((entries): VariantMap => new Map(entries));
    fc.assert(fc.property(maps, endsWell), { numRuns: 400 });
  });
});

function many(count: number): VariantMap {
  return new Map(Array.from({ length: count }, (_, index) => [`key${index}`, variant('b', true)]));
}

function endsWell(given: VariantMap): void {
  try {
    assert.deepEqual(Object.keys(readOptions(createBridgeOptions, given)), Object.keys(createBridgeOptions));
  } catch (error) {
    assert.ok(error instanceof AgentError);
    assert.match(error.message, /^[ -~]+$/);
  }
}
