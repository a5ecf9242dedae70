import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DecodeError, type DecodeReason } from '../../../../src/bus/wire/decode-error.ts';
import { Framer } from '../../../../src/bus/wire/framing.ts';
import { callLimits, replyLimits } from '../../../../src/bus/wire/limits.ts';
import { readHeader } from '../../../../src/bus/wire/message-header.ts';
import { writeMessage } from '../../../../src/bus/wire/message-writer.ts';
import { parseSingleType } from '../../../../src/bus/wire/signature.ts';
import { readBody } from '../../../../src/bus/wire/wire-reader.ts';
import type { BusValue } from '../../../../src/model/bus-value.ts';
import { WireWriter } from '../../../bus/wire-writer.ts';
import { typedValues, writeValue } from './typed-values.ts';

function assertRefused(reason: DecodeReason, body: Buffer, signature: string, limits = replyLimits): DecodeError {
  try {
    readBody(body, signature, true, limits);
  } catch (error) {
    assert.ok(error instanceof DecodeError, `threw ${String(error)}`);
    assert.equal(error.reason, reason, error.message);
    return error;
  }
  throw new assert.AssertionError({ message: 'it was read' });
}

function variantDictionary(entries: readonly (readonly [string, string])[]): Buffer {
  const writer = new WireWriter();
  return writer.array(8, () => {
    for (const [key, value] of entries) writer.align(8).text(key).signature('s').text(value);
  }).buffer;
}

describe('reading values from the wire', () => {
  it('gives back what dbus-next wrote', () => {
    fc.assert(
      fc.property(typedValues, ({ signature, value }) => {
        const call = { type: 1, path: '/', member: 'X', signature, body: [value] };
        const frames: BusValue[][] = [];
        const framer = new Framer(
          ({ head, body }) => {
            const header = readHeader(head);
            frames.push(readBody(body ?? Buffer.alloc(0), header.signature, header.littleEndian, replyLimits));
          },
          () => assert.fail('skipped'),
        );
        framer.push(writeMessage(call, 1));
        assert.deepEqual(frames, [[value]]);
      }),
    );
  });

  for (const littleEndian of [true, false]) {
    it(`understands ${littleEndian ? 'little' : 'big'}-endian messages`, () => {
      fc.assert(
        fc.property(typedValues, ({ signature, value }) => {
          const writer = new WireWriter(littleEndian);
          writeValue(writer, parseSingleType(signature), value, littleEndian);
          assert.deepEqual(readBody(writer.buffer, signature, littleEndian, replyLimits), [value]);
        }),
      );
    });
  }

  it('throws only its own error, whatever the bytes and the signature', () => {
    const signature = fc.oneof(
      fc.constantFrom('v', 'a{sv}', 'aa{sv}', 'ssa{sv}', '(sv)', 'ao', 'g'),
      fc.string({ maxLength: 9 }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), signature, fc.boolean(), (bytes, text, littleEndian) => {
        try {
          readBody(Buffer.from(bytes), text, littleEndian, callLimits);
        } catch (error) {
          assert.ok(error instanceof DecodeError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('throws only its own error when bytes of a good message are changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(typedValues, changes, fc.nat(), ({ signature, value }, bytes, cut) => {
        const writer = new WireWriter();
        writeValue(writer, parseSingleType(signature), value, true);
        const body = writer.buffer.subarray(0, writer.buffer.length - (cut % 3));
        for (const [index, byte] of bytes) if (body.length > 0) body[index % body.length] = byte;
        try {
          readBody(body, signature, true, replyLimits);
        } catch (error) {
          assert.ok(error instanceof DecodeError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("treats '__proto__' as an ordinary key", () => {
    const [options] = readBody(variantDictionary([['__proto__', 'x']]), 'a{sv}', true, callLimits);
    assert.deepEqual(options, new Map([['__proto__', { signature: 's', value: 'x' }]]));
    assert.equal(Object.hasOwn(Object.prototype, 'signature'), false);
  });

  it('names a repeated key', () => {
    const body = variantDictionary([
      ['mtu', 'a'],
      ['mtu', 'b'],
    ]);
    assert.equal(assertRefused('duplicate-key', body, 'a{sv}').key, 'mtu');
  });

  it('refuses file descriptors anywhere', () => {
    const four = new WireWriter().uint32(0).buffer;
    assertRefused('unix-fd', four, 'h');
    assertRefused('unix-fd', new WireWriter().signature('h').uint32(0).buffer, 'v');
    assertRefused('unix-fd', new WireWriter().array(4, (fds) => fds.uint32(0)).buffer, 'ah');
    assertRefused('unix-fd', new WireWriter().array(8, (fds) => fds.uint32(0).signature('y').byte(0)).buffer, 'a{hv}');
  });

  it('refuses too many values, and too deep nesting', () => {
    const bytes = (count: number): Buffer => new WireWriter().array(1, (all) => all.raw(Buffer.alloc(count))).buffer;
    assert.equal((readBody(bytes(19_999), 'ay', true, replyLimits)[0] as BusValue[]).length, 19_999);
    assertRefused('limit', bytes(20_000), 'ay');
    assertRefused('limit', bytes(2000), 'ay', callLimits);
    const nested = (depth: number): Buffer => {
      const writer = new WireWriter();
      for (let level = 0; level < depth; level += 1) writer.signature('v');
      return writer.signature('y').byte(1).buffer;
    };
    assert.equal(readBody(nested(7), 'v', true, callLimits).length, 1);
    assertRefused('limit', nested(8), 'v', callLimits);
    assertRefused('limit', nested(5000), 'v');
  });

  it('refuses a text or a dictionary that is too long', () => {
    const text = (length: number): Buffer => new WireWriter().text('x'.repeat(length)).buffer;
    assert.deepEqual(readBody(text(255), 's', true, callLimits), ['x'.repeat(255)]);
    assertRefused('limit', text(256), 's', callLimits);
    const entries = (count: number): Buffer =>
      variantDictionary(Array.from({ length: count }, (_, index) => [`k${index}`, 'x']));
    assert.equal((readBody(entries(32), 'a{sv}', true, callLimits)[0] as ReadonlyMap<string, unknown>).size, 32);
    assertRefused('limit', entries(33), 'a{sv}', callLimits);
  });

  const wrong: Readonly<Record<string, readonly [Buffer, string]>> = {
    'a text that is no UTF-8': [new WireWriter().text(Buffer.from([0xc3, 0x28])).buffer, 's'],
    'half of a surrogate pair': [new WireWriter().text(Buffer.from([0xed, 0xa0, 0x80])).buffer, 's'],
    'a NUL within a text': [new WireWriter().text('a\0b').buffer, 's'],
    'a text without its NUL': [new WireWriter().uint32(1).raw(Buffer.from('ab')).buffer, 's'],
    'a text longer than the message': [new WireWriter().uint32(100).raw(Buffer.from('ab\0')).buffer, 's'],
    'an object path with a dash': [new WireWriter().text('/br-0').buffer, 'o'],
    'an empty object path': [new WireWriter().text('').buffer, 'o'],
    'an object path with a slash at its end': [new WireWriter().text('/a/').buffer, 'o'],
    'a signature of no type': [new WireWriter().signature('z').buffer, 'g'],
    'a variant of two types': [new WireWriter().signature('yy').byte(1).byte(1).buffer, 'v'],
    'a variant of no type': [new WireWriter().signature('').buffer, 'v'],
    'a boolean of two': [new WireWriter().uint32(2).buffer, 'b'],
    'padding that is not zero': [
      new WireWriter()
        .byte(1)
        .raw(Buffer.from([0, 1, 0]))
        .uint32(1).buffer,
      'yu',
    ],
    'an array longer than the message': [new WireWriter().uint32(8).uint32(0).buffer, 'au'],
    'an array that ends within an element': [new WireWriter().uint32(6).uint32(0).uint32(0).buffer, 'au'],
    'an array of more than 64 MiB': [new WireWriter().uint32(0x4000001).buffer, 'ay'],
    'bytes behind the last value': [new WireWriter().uint32(1).byte(0).buffer, 'u'],
    'an end before the first value': [Buffer.alloc(0), 'u'],
  };
  for (const [what, [body, signature]] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => void assertRefused('malformed', body, signature));
  }
});
