import assert from 'node:assert/strict';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { Pace } from '../../../src/host/pace.ts';

describe('a pace', () => {
  it('lets so many begin in a turn of the event loop, and all in the order they came', async () => {
    const pace = new Pace(2);
    const begun: number[] = [];
    const all = [1, 2, 3, 4, 5].map(async (number) => {
      await pace.next();
      begun.push(number);
    });
    await new Promise((resolve) => process.nextTick(resolve));
    assert.deepEqual(begun, [1, 2]);
    await turnOfTheLoop();
    assert.deepEqual(begun, [1, 2, 3, 4]);
    await Promise.all(all);
    assert.deepEqual(begun, [1, 2, 3, 4, 5]);
  });

  it('begins anew with each turn', async () => {
    const pace = new Pace(1);
    for (let turn = 0; turn < 3; turn += 1) {
      await pace.next();
      await turnOfTheLoop();
    }
  });
});
