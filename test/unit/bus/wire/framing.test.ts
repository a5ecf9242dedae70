import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Framer, type Frame } from '../../../../src/bus/wire/framing.ts';
import { frame, headerFields } from '../../../bus/wire-writer.ts';

const KiB = 1024;
const names = { path: '/a', interface: 'a.b', member: 'C' };

function message(body: Buffer, { type = 1, littleEndian = true, path = '/a' } = {}): Buffer {
  return frame({ type, littleEndian, serial: 1, fields: headerFields({ ...names, path }), body });
}

/** The frames of the bytes, which come in chunks of the given lengths, over and over. */
function cut(bytes: Buffer, lengths: readonly number[] = [bytes.length]): { frames: Frame[]; skipped: number } {
  const frames: Frame[] = [];
  let skipped = 0;
  const framer = new Framer(
    (found) => frames.push(found),
    () => (skipped += 1),
  );
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    framer.push(bytes.subarray(start, start + length));
    start += length;
  }
  return { frames, skipped };
}

describe('cutting the stream into messages', () => {
  it('finds the same messages however the bytes arrive', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
    const lengths = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(bodies, lengths, fc.boolean(), (all, pieces, littleEndian) => {
        const bytes = Buffer.concat(all.map((body) => message(Buffer.from(body), { littleEndian })));
        const { frames } = cut(bytes, pieces);
        assert.deepEqual(
          frames.map(({ body }) => body),
          all.map((body) => Buffer.from(body)),
        );
      }),
    );
  });

  it('discards a body that makes a call or a signal larger than 64 KiB, and goes on after it', () => {
    for (const type of [1, 4]) {
      const head = message(Buffer.alloc(0), { type }).length;
      const bytes = [64 * KiB - head, 64 * KiB - head + 1, 1].map((length) => message(Buffer.alloc(length), { type }));
      const { frames } = cut(Buffer.concat(bytes), [1000]);
      assert.deepEqual(
        frames.map(({ body }) => body?.length),
        [64 * KiB - head, undefined, 1],
      );
    }
  });

  it('keeps a reply of up to a mebibyte', () => {
    for (const type of [2, 3]) {
      const bytes = [1000 * KiB, 1024 * KiB].map((length) => message(Buffer.alloc(length), { type }));
      const { frames } = cut(Buffer.concat(bytes), [64 * KiB]);
      assert.deepEqual(
        frames.map(({ body }) => body?.length),
        [1000 * KiB, undefined],
      );
    }
  });

  it('skips a message whose header alone is larger than a mebibyte', () => {
    const large = message(Buffer.from('body'), { path: `/${'x'.repeat(1024 * KiB)}` });
    const { frames, skipped } = cut(Buffer.concat([large, message(Buffer.from('next'))]), [64 * KiB]);
    assert.equal(skipped, 1);
    assert.deepEqual(
      frames.map(({ body }) => body?.toString()),
      ['next'],
    );
  });

  it('ends a stream that cannot be D-Bus', () => {
    assert.throws(() => cut(Buffer.from('HTTP/1.1 400 Bad Request\r\n')), /not D-Bus/);
    const version = message(Buffer.alloc(0));
    version[3] = 2;
    assert.throws(() => cut(version), /not D-Bus/);
    const length = message(Buffer.alloc(0));
    length.writeUInt32LE(0xffffffff, 4);
    assert.throws(() => cut(length), /128 MiB/);
  });

  it('waits for the rest of a message that is cut off', () => {
    assert.equal(cut(message(Buffer.alloc(10)).subarray(0, -1)).frames.length, 0);
  });
});
