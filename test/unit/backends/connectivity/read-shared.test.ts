import assert from 'node:assert/strict';
import { shareAnswers } from '../../../../src/backends/connectivity/read-shared.ts';
import type { Answer } from '../../../../src/backends/connectivity/read.ts';

describe('an answer of a gateway', () => {
  let asked = 0;
  let now = 0;
  const asking = (answer: Answer) =>
    shareAnswers(
      () => ((asked += 1), Promise.resolve(answer)),
      () => now,
    );

  beforeEach(() => {
    asked = now = 0;
  });

  it('is shared by all who ask meanwhile', async () => {
    const ask = asking('no');
    assert.deepEqual(await Promise.all([ask('192.0.2.1', 'br0'), ask('192.0.2.1', 'br0')]), ['no', 'no']);
    assert.equal(asked, 1);
    await Promise.all([ask('192.0.2.2', 'br0'), ask('192.0.2.1', 'br1')]);
    assert.equal(asked, 3, 'each address and each device for itself');
  });

  it('is reused for three seconds if it is yes, and not at all otherwise', async () => {
    for (const [answer, questions] of [
      ['yes', [1, 1, 2]],
      ['no', [1, 2, 3]],
      ['not asked', [1, 2, 3]],
    ] as const) {
      [asked, now] = [0, 0];
      const ask = asking(answer);
      const counts = [];
      for (now of [0, 2999, 3000]) {
        await ask('192.0.2.1', 'br0');
        counts.push(asked);
      }
      assert.deepEqual(counts, questions, answer);
    }
  });

  it('is requested again after a failure', async () => {
    const ask = shareAnswers(
      () => ((asked += 1), Promise.reject(new Error('no ip'))),
      () => now,
    );
    await assert.rejects(ask('192.0.2.1', 'br0'), /no ip/);
    await assert.rejects(ask('192.0.2.1', 'br0'), /no ip/);
    assert.equal(asked, 2);
  });
});
