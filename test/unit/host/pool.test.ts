import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { mapInPool } from '../../../src/host/pool.ts';

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('a pool', () => {
  it('runs no more tasks at once than allowed, and keeps the order', async () => {
    let underWay = 0;
    let most = 0;
    const doubled = await mapInPool(16, numbers(5000), async (number) => {
      underWay += 1;
      most = Math.max(most, underWay);
      // In each group the later ones end first.
      for (let turns = number % 3; turns < 3; turns += 1) await turn();
      underWay -= 1;
      return 2 * number;
    });
    assert.deepEqual(
      doubled,
      numbers(5000).map((number) => 2 * number),
    );
    assert.deepEqual([most, underWay], [16, 0]);
  });

  it('starts nothing more after a failure, and ends when the others have', async () => {
    const begun: number[] = [];
    let ended = 0;
    const failing = mapInPool(4, numbers(100), async (number) => {
      begun.push(number);
      await turn();
      if (number === 1) throw new Error('no descriptor');
      await turn();
      ended += 1;
    });
    await assert.rejects(failing, /no descriptor/);
    assert.ok(begun.length < 10, String(begun.length));
    assert.equal(ended, begun.length - 1);
  });

  it('accepts an empty list', async () => {
    assert.deepEqual(await mapInPool(4, [], () => Promise.reject(new Error('not to be called'))), []);
  });
});
