/** Waiting for what no event announces. */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks every `everyMs` until the answer is neither undefined nor false, and returns it; throws what a question throws, or
 * names `what`, once `deadlineMs` have passed.
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Answer | undefined | false | Promise<Answer | undefined | false>,
  deadlineMs = 30_000,
  everyMs = 5,
): Promise<Answer> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await delay(everyMs);
  }
}
