/** Waiting for what no event announces. */
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks until the answer is neither undefined nor false, and returns it; undefined once `milliseconds` have passed. It goes by a
 * clock that cannot be set. The last question is asked when the time is over, because on a busy machine the first alone may
 * take longer. @param pause milliseconds between an answer and the next question. Throws what a question throws.
 */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined | false>,
  milliseconds: number,
  pause: number,
): Promise<Answer | undefined> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const isLast = performance.now() >= end;
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (isLast) return undefined;
    await wait(pause);
  }
}
