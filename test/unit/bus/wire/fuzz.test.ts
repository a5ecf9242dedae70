import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readArguments } from '../../../../src/bus/service/arguments.ts';
import { DecodeError } from '../../../../src/bus/wire/decode-error.ts';
import { Framer } from '../../../../src/bus/wire/framing.ts';
import { readHeader } from '../../../../src/bus/wire/message-header.ts';
import { AgentError } from '../../../../src/contract/errors.ts';
import { methods } from '../../../../src/contract/methods.ts';
import { frame, headerFields, WireWriter } from '../../../bus/wire-writer.ts';

/** A call of CreateBridge with some options, byte by byte. */
function callOf(littleEndian: boolean): Buffer {
  const writer = new WireWriter(littleEndian).text('br0').text('eth0');
  const body = writer.array(8, (entries) => {
    entries.align(8).text('mtu').signature('u').uint32(1400);
    entries
      .align(8)
      .text('addresses')
      .signature('as')
      .array(4, (list) => list.text('192.0.2.1/24'));
    entries.align(8).text('stp').signature('b').uint32(1);
  }).buffer;
  const names = { path: '/io/bridgehead/Agent1', interface: 'io.bridgehead.Agent1', member: 'CreateBridge' };
  const fields = [...headerFields({ ...names, signature: 'ssa{sv}' }), { code: 7, signature: 's', value: ':1.5' }];
  return frame({ serial: 1, littleEndian, fields, body });
}

/** Parses a message up to its body. Returns whether it was a valid call. */
function receive(bytes: Buffer): boolean {
  let good = false;
  const framer = new Framer(
    ({ head, body }) => {
      const header = readHeader(head);
      const call = { ...header, sender: ':1.5', path: header.path ?? '/', member: header.member ?? 'X', body };
      good = readArguments(call, methods.CreateBridge.in).length === 3;
    },
    () => undefined,
  );
  framer.push(bytes);
  return good;
}

function isKnown(error: unknown): boolean {
  const ofTheStream = error instanceof Error && error.message.startsWith('the bus sent');
  return ofTheStream || error instanceof DecodeError || error instanceof AgentError;
}

describe('a message with bytes changed, left out or added', () => {
  for (const littleEndian of [true, false]) {
    it(`is either refused or understood, ${littleEndian ? 'little' : 'big'}-endian`, () => {
      const message = callOf(littleEndian);
      assert.equal(receive(message), true);
      const change = fc.record({
        at: fc.nat(message.length - 1),
        remove: fc.nat(4),
        add: fc.uint8Array({ maxLength: 4 }),
      });
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          let bytes = message;
          for (const { at, remove, add } of changes) {
            bytes = Buffer.concat([bytes.subarray(0, at), add, bytes.subarray(at + remove)]);
          }
          try {
            receive(bytes);
          } catch (error) {
            assert.ok(isKnown(error), String(error));
          }
        }),
        { numRuns: 600 },
      );
    });
  }
});
