import assert from 'node:assert/strict';
import { countReplies } from '../lab/ping.ts';

const replies = (numbers: readonly number[]): string =>
  numbers.map((n) => `[${(1000 + n / 1000).toFixed(5)}] 192.0.2.10 : [${n}], 64 bytes, 0.02 ms (0.02 avg)\n`).join('');

describe('the count of a ping', () => {
  it('has a reply for each request if none is lost', () => {
    const expected = { sent: 3, received: 3, lost: 0, longestLoss: 0, longestGapMs: 1 };
    assert.deepEqual(countReplies(replies([0, 1, 2]), 1000.003), expected);
  });

  it('has a loss for each sequence number that never returned', () => {
    const text = `${replies([0, 1])}[1003.00000] 192.0.2.10 : [2], timed out (0.02 avg, 0% loss)\n${replies([5])}`;
    const expected = { sent: 6, received: 3, lost: 3, longestLoss: 3, longestGapMs: 4 };
    assert.deepEqual(countReplies(text, 1000.006), expected);
  });

  it('distinguishes a silence from single losses', () => {
    const { lost, longestLoss } = countReplies(replies([0, 2, 3, 7, 9]), 1000.01);
    assert.deepEqual([lost, longestLoss], [5, 3]);
  });

  it('does not count requests that had no time to be answered', () => {
    assert.equal(countReplies(replies([0, 1]), 1000.01).lost, 0);
  });

  it('uses the clock if the host is silent until the end', () => {
    const count = countReplies(replies([0, 1, 2, 3, 4]), 1001.004);
    assert.ok(count.lost >= 1249, String(count.lost));
    assert.equal(count.longestGapMs, 1000);
    assert.equal(count.longestLoss, count.lost);
  });

  it('has an infinite gap if nothing ever answered', () => {
    assert.equal(countReplies('', 1000).longestGapMs, Infinity);
  });
});
