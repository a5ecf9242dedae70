/** The saved rules as they were before we had them saved. */
import { digest } from '../../model/digest.ts';
import type { HostState } from '../../model/host-state.ts';
import type { FileStep } from '../../model/plan.ts';
import type { Transaction } from '../../model/transaction.ts';
import { originalOf } from '../../model/originals.ts';
import { replaceFile } from '../../model/replace-file.ts';
import { readableFile, watchedFile } from './watched-files.ts';

/** A file before and after one of our changes, as the journal tells: the text, and the digests of both. */
interface SavedChange {
  readonly path: string;
  readonly text: string | null;
  /** Its permission bits then; undefined where our change kept them. */
  readonly mode?: number;
  readonly before: string;
  readonly after: string;
}

/**
 * The steps that put every file back that our saving has written; undefined where one of them is not as we left it, or none
 * was written.
 */
export function returnSaved(state: HostState, history: readonly Transaction[]): readonly FileStep[] | undefined {
  const changes = savedChanges(history);
  const paths = [...new Set(changes.map(({ path }) => path))];
  const originals = paths.map((path) => {
    const own = changes.filter((change) => change.path === path);
    const original = originalOf(digest(watchedFile(path, state).text ?? null), own);
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

/** The last one first. */
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
        const after = transaction.words?.[index]?.split(',') ?? [];
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
