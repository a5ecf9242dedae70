import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { SharedReading, SharedReadings } from '../../../src/host/shared-reading.ts';

/** Readings that end when told to; each gives its own number. */
function readings(): { read: () => Promise<number>; end: (error?: Error) => Promise<void>; begun: () => number } {
  const ends: ((error?: Error) => void)[] = [];
  let begun = 0;
  return {
    read: () => {
      begun += 1;
      const number = begun;
      return new Promise((resolve, reject) =>
        ends.push((error) => (error === undefined ? resolve(number) : reject(error))),
      );
    },
    end: async (error) => {
      ends.shift()?.(error);
      await setImmediate();
    },
    begun: () => begun,
  };
}

describe('a shared reading', () => {
  it('is one for all who ask before it begins, and another for all who come later', async () => {
    const { read, end, begun } = readings();
    const shared = new SharedReading(read);
    const early = [shared.get(), shared.get()];
    await setImmediate();
    const late = [shared.get(), shared.get(), shared.get()];
    await setImmediate();
    assert.equal(begun(), 1);
    await end();
    assert.deepEqual(await Promise.all(early), [1, 1]);
    assert.equal(begun(), 2);
    // This one came during the second, whose result may be older than the question.
    const later = shared.get();
    await end();
    assert.deepEqual(await Promise.all(late), [2, 2, 2]);
    await end();
    assert.equal(await later, 3);
  });

  it('that fails does so for all who share it, and for none after them', async () => {
    const { read, end } = readings();
    const shared = new SharedReading(read);
    const failing = Promise.allSettled([shared.get(), shared.get()]);
    await setImmediate();
    const next = shared.get();
    await end(new Error('no'));
    assert.deepEqual(
      (await failing).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await end();
    assert.equal(await next, 2);
  });

  it("of one question does not wait for another's, and nothing is kept once all have their answer", async () => {
    const shared = new SharedReadings<string>();
    const [one, other] = [readings(), readings()];
    const ask = (question: string, { read }: typeof one) =>
      shared.get(question, async () => `${question}${await read()}`);
    const answers = [ask('br0', one), ask('br0', other), ask('br1', other)];
    await setImmediate();
    assert.deepEqual([one.begun(), other.begun()], [1, 1]);
    await one.end();
    await other.end();
    assert.deepEqual(await Promise.all(answers), ['br01', 'br01', 'br11']);
    const again = ask('br0', other);
    await setImmediate();
    await other.end();
    assert.equal(await again, 'br02');
  });
});
