/** Runs faults on several hosts at the same time. */
import { Stand, type StandOptions } from './stand.ts';
import type { Course, Trial } from './trial.ts';
import { failed, type Verdict } from './verdict.ts';

/** @param workers the number of hosts. @param tell is called with each outcome. */
export async function runAll(
  courses: readonly Course[],
  workers: number,
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const note = (verdict: Verdict): void => {
    verdicts.push(verdict);
    tell(verdict);
  };
  for (const { stand, trials } of courses) {
    const queue = [...trials];
    await Promise.all(Array.from({ length: Math.min(workers, queue.length) }, () => work(stand, queue, note)));
  }
  return verdicts;
}

/** Tries one fault after another; a host with a violation is not used again. */
async function work(options: StandOptions, queue: Trial[], note: (verdict: Verdict) => void): Promise<void> {
  let stand: Stand | undefined;
  try {
    for (let trial = queue.shift(); trial !== undefined; trial = queue.shift()) {
      stand ??= await Stand.make(options);
      const verdict = await tryOut(stand, trial);
      note(verdict);
      if (!failed(verdict)) continue;
      await stand.end();
      stand = undefined;
    }
  } finally {
    await stand?.end();
  }
}

/** Never throws: a fault that cannot be tried is a violation. */
async function tryOut(stand: Stand, { name, kind, run }: Trial): Promise<Verdict> {
  try {
    return await run(stand);
  } catch (error) {
    const violations = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    const log = stand.host.log();
    return { name, kind, about: 'the trial itself failed', reached: true, died: false, violations, log };
  }
}
