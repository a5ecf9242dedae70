/** Waiting for what no event announces. */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Milliseconds: far more than a machine needs that is busy with other things and has read nothing from its disk yet. Nothing
 * is proved by it, it only ends a wait for what will never come; mocha's own timeout is longer, and names nothing.
 */
const patience = 120_000;

/**
 * Asks until the answer is neither undefined nor false, and returns it; throws what a question throws, or names `what`, once
 * `deadlineMs` have passed. It asks often at first and then less, so that a long wait takes little of the processor's time.
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Answer | undefined | false | Promise<Answer | undefined | false>,
  deadlineMs = patience,
): Promise<Answer> {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    const waited = Date.now() - start;
    if (waited > deadlineMs) throw new Error(`waited ${Math.round(waited / 1000)} s in vain: ${what}`);
    await delay(Math.min(Math.max(waited / 10, 5), 250));
  }
}
