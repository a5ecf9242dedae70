/** Waiting for what no event announces. */
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Calls `ask` until it returns neither undefined nor false, and returns that; undefined after `milliseconds` on a clock that
 * cannot be set. It asks once more when the time is over, because on a busy machine the first call alone may take longer.
 * @param pause milliseconds between calls. Throws what `ask` throws.
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
