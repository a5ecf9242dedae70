/** Waiting for what no event announces. */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Milliseconds: generous even for a busy machine with cold caches. It proves nothing and only ends a hopeless wait, before
 * mocha's own timeout, which would not say what was awaited.
 */
const patience = 120_000;

/**
 * Asks until the answer is neither undefined nor false, and returns it. Throws what a question throws, or `what` once
 * `deadlineMs` have passed. Polls often at first and then less, to save processor time.
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
