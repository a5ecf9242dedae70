import assert from 'node:assert/strict';
import { SharedBodies } from '../../../src/bus/shared-bodies.ts';
import { messageTypes } from '../../../src/bus/wire/message-header.ts';
import { writeMessage, type OutgoingMessage } from '../../../src/bus/wire/message-writer.ts';
import { variant, variantMap, type BusValue } from '../../../src/model/bus-value.ts';

function listOf(count: number): readonly BusValue[] {
  return Array.from({ length: count }, (_, at) =>
    variantMap({ name: variant('s', `q${at}`), up: variant('b', true), time: variant('t', BigInt(at)) }),
  );
}

function reply(destination: string, ...body: readonly BusValue[]): OutgoingMessage {
  return { type: messageTypes.methodReturn, destination, replySerial: 7, signature: 'aa{sv}', body };
}

describe('a list for several callers', () => {
  for (const count of [0, 1, 2, 300]) {
    it(`is the same message for each as if it were alone, with ${count} entries`, () => {
      const [bodies, list] = [new SharedBodies(), listOf(count)];
      for (const [at, destination] of [':1.2', ':1.34', ':1.567', ':1.8901', ':1.2'].entries()) {
        const message = reply(destination, list);
        assert.deepEqual(bodies.write(message, at + 1), writeMessage(message, at + 1));
      }
    });
  }

  it('is written once', () => {
    const [bodies, list] = [new SharedBodies(), listOf(3)];
    const first = bodies.write(reply(':1.2', list), 1);
    (list as BusValue[]).push(...listOf(9));
    assert.equal(bodies.write(reply(':1.3', list), 2).length, first.length);
  });

  it('is not mistaken for another, nor for another kind of answer', () => {
    const bodies = new SharedBodies();
    const [one, other] = [reply(':1.2', listOf(2)), reply(':1.2', listOf(3))];
    bodies.write(one, 1);
    assert.deepEqual(bodies.write(other, 2), writeMessage(other, 2));
    const verified = { ...one, signature: 'baa{sv}', body: [true, listOf(2)] };
    for (const serial of [3, 4]) assert.deepEqual(bodies.write(verified, serial), writeMessage(verified, serial));
  });
});
