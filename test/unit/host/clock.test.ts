import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../../src/host/clock.ts';

describe('waiting for an answer', () => {
  it('returns the first answer', async () => {
    const answers = [undefined, false, 'yes', 'late'] as const;
    let asked = 0;
    assert.equal(await until(() => Promise.resolve(answers[asked++]), 60_000, 1), 'yes');
    assert.equal(asked, 3);
  });

  it('asks once more at the deadline, however long the first answer took', async () => {
    let asked = 0;
    const slow = async (): Promise<boolean> => {
      asked += 1;
      await wait(20);
      return asked === 2;
    };
    assert.equal(await until(slow, 1, 1), true);
  });

  it('gives up after that', async () => {
    assert.equal(await until(() => Promise.resolve(false as const), 1, 1), undefined);
  });

  it('throws what a question throws', async () => {
    await assert.rejects(
      until(() => Promise.reject(new Error('gone')), 60_000, 1),
      /gone/,
    );
  });
});
