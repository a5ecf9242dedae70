/** What the host had before bridges came: the journal tells. */
import type { Step } from './plan.ts';
import type { Transaction } from './transaction.ts';

/** The steps of the changes that were kept, the last one first. */
export function keptSteps(history: readonly Transaction[]): readonly Step[] {
  return history.filter(({ state }) => state === 'committed').flatMap(({ plan }) => plan.toReversed());
}

interface Change<Value> {
  readonly before: Value;
  readonly after: Value;
}

/**
 * What was there before our changes: `now`, followed back through what we made of it. undefined where it is not ours: we never
 * changed it, or it was changed again since. @param changes ours, the last one first.
 */
export function originalOf<Value>(
  now: Value,
  changes: readonly Change<Value>[],
): { readonly value: Value } | undefined {
  let value = now;
  let ours = false;
  for (const { before, after } of changes) {
    if (after !== value) break;
    value = before;
    ours = true;
  }
  return ours ? { value } : undefined;
}

/** What the file at `path` held before we changed it; undefined where it is not as we left it. */
export function originalText(
  path: string,
  now: string | null,
  history: readonly Transaction[],
): { readonly value: string | null } | undefined {
  return originalOf(
    now,
    keptSteps(history).flatMap((step) => (step.kind === 'file' && step.path === path ? [step] : [])),
  );
}

/** The newest CreateBridge of this name that was kept. @param history newest first. */
export function creationOf(bridge: string, history: readonly Transaction[]): Transaction | undefined {
  return history.find((one) => one.bridge === bridge && one.operation === 'CreateBridge' && one.state === 'committed');
}
