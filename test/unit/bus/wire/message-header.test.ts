import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DecodeError } from '../../../../src/bus/wire/decode-error.ts';
import { readHeader } from '../../../../src/bus/wire/message-header.ts';
import { frame, headerFields, type RawField, type RawMessage } from '../../../bus/wire-writer.ts';

const names = { path: '/a/b', interface: 'a.b', member: 'C', destination: 'a.b', signature: 'su' };

function head(fields: readonly RawField[], message: Partial<RawMessage> = {}): Buffer {
  return frame({ serial: 5, fields, ...message });
}

describe('reading a header', () => {
  for (const littleEndian of [true, false]) {
    it(`reads every field, ${littleEndian ? 'little' : 'big'}-endian`, () => {
      const sender = { code: 7, signature: 's', value: ':1.5' };
      const header = readHeader(head([...headerFields(names), sender], { littleEndian, flags: 5 }));
      assert.deepEqual(header, {
        ...{ type: 1, flags: 5, serial: 5, littleEndian, path: '/a/b', interface: 'a.b', member: 'C' },
        ...{ errorName: undefined, replySerial: undefined, sender: ':1.5', signature: 'su' },
      });
    });
  }

  it('ignores an unknown field, even one with a file descriptor', () => {
    const fields = [
      ...headerFields(names),
      { code: 42, signature: 'u', value: 7 },
      { code: 0, signature: 's', value: 'x' },
    ];
    assert.equal(readHeader(head(fields)).member, 'C');
    assert.equal(readHeader(head([...headerFields(names), { code: 9, signature: 'u', value: 1 }])).member, 'C');
    assert.equal(readHeader(head([...headerFields(names), { code: 42, signature: 'h', value: 1 }])).member, 'C');
  });

  it('knows the required fields of each message type', () => {
    const field = (code: number, signature: string, value: string | number): RawField => ({ code, signature, value });
    const [path, member, iface] = [field(1, 'o', '/'), field(3, 's', 'C'), field(2, 's', 'a.b')];
    const [replySerial, errorName] = [field(5, 'u', 1), field(4, 's', 'a.b')];
    assert.ok(readHeader(head([path, member], { type: 1 })));
    assert.ok(readHeader(head([replySerial], { type: 2 })));
    assert.ok(readHeader(head([replySerial, errorName], { type: 3 })));
    assert.ok(readHeader(head([path, member, iface], { type: 4 })));
    const lacking: [number, RawField[]][] = [
      ...([
        [1, [path]],
        [1, [member]],
        [2, []],
        [3, [errorName]],
      ] as [number, RawField[]][]),
      ...([
        [3, [replySerial]],
        [4, [path, member]],
        [0, [path, member]],
      ] as [number, RawField[]][]),
    ];
    for (const [type, fields] of lacking) assert.throws(() => readHeader(head(fields, { type })), DecodeError);
  });

  const wrong: Readonly<Record<string, RawField>> = {
    'a path that is none': { code: 1, signature: 'o', value: 'a' },
    'a path of another type': { code: 1, signature: 's', value: '/a' },
    'an interface without a dot': { code: 2, signature: 's', value: 'a' },
    'a member with a dot': { code: 3, signature: 's', value: 'a.b' },
    'an empty member': { code: 3, signature: 's', value: '' },
    'a sender that is none': { code: 7, signature: 's', value: 'x' },
    'a signature of no type': { code: 8, signature: 'g', value: 'z' },
    'a reply to no serial': { code: 5, signature: 'u', value: 0 },
  };
  for (const [what, field] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => {
      const fields = headerFields({ path: '/a', member: 'C' }).filter(({ code }) => code !== field.code);
      assert.throws(() => readHeader(head([...fields, field])), DecodeError);
    });
  }

  it('refuses a repeated field, and a serial of zero', () => {
    const fields = headerFields(names);
    assert.throws(() => readHeader(head([...fields, ...headerFields({ member: 'D' })])), DecodeError);
    assert.throws(() => readHeader(head(fields, { serial: 0 })), DecodeError);
  });

  it('throws only its own error when bytes are changed', () => {
    const good = head(headerFields(names));
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1 });
    fc.assert(
      fc.property(changes, (bytes) => {
        const broken = Buffer.from(good);
        for (const [index, byte] of bytes) broken[index] = byte;
        try {
          readHeader(broken);
        } catch (error) {
          assert.ok(error instanceof DecodeError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});
