/** Staging: a file's old content waits beside it, so that an undo is a rename and needs no free block. */
import type { Host } from '../host/host.ts';
import { mapInPool } from '../host/pool.ts';
import type { TransactionRecord } from '../model/transaction.ts';
import type { StagedFiles } from './undo-script.ts';

/** Files written at the same time, each of which is synced. */
const atOnce = 4;

/** Goes on where a file cannot be removed; the caller tries again. */
export async function forgetStaged(host: Host, record: TransactionRecord): Promise<void> {
  const removals = await Promise.allSettled([...stagedFiles(record).values()].map((path) => host.files.discard(path)));
  const failure = removals.find((removal) => removal.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** @param likes the file whose owner and group a staged file gets: the one that it would replace, or the journal's copy. */
export async function stage(
  host: Host,
  record: TransactionRecord,
  likes: (index: number, path: string) => string,
): Promise<void> {
  const staged = [...stagedFiles(record)];
  await mapInPool(atOnce, staged, async ([index, spare]) => {
    const step = record.plan[index];
    if (step?.kind !== 'file' || step.before === null) return;
    await host.files.writeOneOfSeveral(spare, step.before, step.modeBefore ?? step.mode, likes(index, step.path));
  });
  const folders = new Set(staged.map(([, path]) => path.slice(0, path.lastIndexOf('/'))));
  await mapInPool(atOnce, [...folders], (folder) => host.files.syncFolder(folder));
}

/** Names that no boot script reads, in the folder of the file they would replace. */
export function stagedFiles(record: TransactionRecord): StagedFiles {
  const staged = new Map<number, string>();
  for (const [index, step] of record.plan.entries()) {
    if (step.kind !== 'file' || step.before === null) continue;
    const folder = step.path.slice(0, step.path.lastIndexOf('/'));
    // A staged file would keep the folder from being removed.
    if (record.plan.some((other) => other.kind === 'directory' && other.path === folder)) continue;
    staged.set(index, `${folder}/.bridgehead-${record.id.slice(0, 4)}${String(index).padStart(2, '0')}~`);
  }
  return staged;
}
