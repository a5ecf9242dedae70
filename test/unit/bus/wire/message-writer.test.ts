import assert from 'node:assert/strict';
import { writeMessage } from '../../../../src/bus/wire/message-writer.ts';
import { variant, type BusValue } from '../../../../src/model/bus-value.ts';

const call = { type: 1, path: '/a', member: 'C' };

function write(signature: string, ...body: BusValue[]): Buffer {
  return writeMessage({ ...call, signature, body }, 1);
}

describe('writing a message', () => {
  const wrong: Readonly<Record<string, () => Buffer>> = {
    'an object path that is none': () => write('o', 'br-0'),
    'an object path that is none, deep in a variant': () => write('a{sv}', new Map([['x', variant('ao', ['/a', ''])]])),
    'a NUL in a text': () => write('s', 'a\0b'),
    'a number out of range': () => write('u', 2 ** 32),
    'a number that is none': () => write('d', NaN),
    'a fraction for an integer': () => write('u', 1.5),
    'a text for a number': () => write('u', '1'),
    'a number for a text': () => write('s', 1),
    'a dictionary for a text': () => write('s', new Map()),
    'an array for a dictionary': () => write('a{sv}', []),
    'a text for an array': () => write('as', 'x'),
    'a text for a variant': () => write('v', 'x'),
    'a variant of two types': () => write('v', variant('ss', 'x')),
    'a struct with too few members': () => write('(ss)', ['x']),
    'a file descriptor': () => write('h', 0),
    'more values than the signature has': () => write('s', 'x', 'y'),
    'fewer values than the signature has': () => write('ss', 'x'),
    'a signature that is none': () => write('a', []),
    'a path of the message that is none': () => writeMessage({ ...call, path: 'a' }, 1),
    'a member that is none': () => writeMessage({ ...call, member: 'a-b' }, 1),
    'an error name that is none': () => writeMessage({ type: 3, replySerial: 1, errorName: 'x' }, 1),
    'more than 8 MiB': () => write('s', 'x'.repeat(8 * 1024 * 1024)),
  };
  for (const [what, attempt] of Object.entries(wrong)) {
    it(`refuses ${what}, for which the bus would end the connection`, () => assert.throws(attempt, Error));
  }

  it('writes keys with a meaning in JavaScript like any other', () => {
    const keys = ['constructor', '__proto__', 'toString', '1'];
    const options = new Map(keys.map((key) => [key, variant('s', 'x')]));
    for (const key of keys) assert.ok(write('a{sv}', options).includes(key));
  });
});
