/** Restores the files of saved rules to what they were before we saved. */
import { digest } from '../../model/digest.ts';
import type { TrafficState } from '../../model/traffic-state.ts';
import type { FileStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { originalOf } from '../../model/originals.ts';
import { replaceFile } from '../../model/replace-file.ts';
import { filterFile, readableFile } from './filter-files.ts';

/** One of our changes to a file, from the journal: the old text, and digests of the old and the new one. */
interface SavedChange {
  readonly path: string;
  readonly text: string | null;
  /** The permission bits before the change; undefined if it kept them. */
  readonly mode?: number;
  readonly before: string;
  readonly after: string;
}

/**
 * The steps that restore every file that our saving wrote. undefined if one of them has changed since, or if we saved
 * nothing.
 */
export function planUndoSaving(state: TrafficState, history: readonly Transaction[]): readonly FileStep[] | undefined {
  const changes = savedChanges(history);
  const paths = [...new Set(changes.map(({ path }) => path))];
  const originals = paths.map((path) => {
    const own = changes.filter((change) => change.path === path);
    const original = originalOf(digest(filterFile(path, state).text ?? null), own);
    return { path, change: own.find(({ before }) => before === original?.value) };
  });
  if (originals.length === 0 || originals.some(({ change }) => change === undefined)) return undefined;
  return originals.flatMap(({ path, change }) =>
    replaceFile(`restore '${path}'`, readableFile(path, state), change?.text ?? null).map((step) => ({
      ...step,
      mode: change?.mode ?? step.mode,
    })),
  );
}

/** Newest first. */
function savedChanges(history: readonly Transaction[]): readonly SavedChange[] {
  const kept = history.filter(({ state }) => state === 'committed');
  const saved = new Set(
    kept.flatMap(({ plan }) =>
      plan.flatMap((step) => (step.kind === 'firewall-save' ? step.files.map(({ path }) => path) : [])),
    ),
  );
  return kept.flatMap((transaction) =>
    transaction.plan
      .flatMap((step, index): readonly SavedChange[] => {
        if (step.kind === 'file' && saved.has(step.path)) {
          return [{ path: step.path, text: step.before, before: digest(step.before), after: digest(step.after) }];
        }
        if (step.kind !== 'firewall-save') return [];
        const after = transaction.marks?.[index]?.split(',') ?? [];
        return step.files.map(({ path, before, mode }, number) => ({
          path,
          text: before,
          mode,
          before: digest(before),
          after: after[number] ?? '',
        }));
      })
      .toReversed(),
  );
}
