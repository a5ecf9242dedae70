/** Staging: a file's old content waits beside it, so that an undo is a rename and needs no free block. */
import { AgentError } from '../contract/errors.ts';
import type { Host } from '../host/host.ts';
import { mapInPool } from '../host/pool.ts';
import type { FileStep } from '../model/plan.ts';
import { reasonOf } from '../model/reason.ts';
import type { TransactionRecord } from '../model/transaction.ts';
import type { StagedFiles } from './undo-script.ts';

/** Files or folders that are synced at the same time. */
const atOnce = 4;

/** Goes on where a file cannot be removed; the caller tries again. */
export async function forgetStaged(host: Host, record: TransactionRecord): Promise<void> {
  const removals = await Promise.allSettled([...stagedFiles(record).values()].map((path) => host.files.discard(path)));
  const failure = removals.find((removal) => removal.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/**
 * Stages what a step is about to replace or remove, by a second name for the file itself. An undo takes it only if it is still
 * what the journal says. Throws AgentError(CommandFailed).
 */
export async function stageOld(host: Host, step: FileStep, spare: string): Promise<void> {
  try {
    if (!host.files.keepBeside(step.path, spare)) await stageCopy(host, step, spare, step.path);
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    const text = `the old content of '${step.path}' cannot be kept beside it, so it was not changed; ${reasonOf(cause)}`;
    throw new AgentError('CommandFailed', text, { cause });
  }
}

/** @param like the file whose owner, group and attributes it gets. Its name survives a power cut once its folder is synced. */
async function stageCopy(host: Host, step: FileStep, spare: string, like: string): Promise<void> {
  if (step.before === null) return;
  await host.files.writeOneOfSeveral(spare, step.before, step.modeBefore ?? step.mode, like);
}

/** Stages the old contents of a change that was kept, from the journal. @param copies a step's copy there, by its number. */
export async function stageAgain(
  host: Host,
  record: TransactionRecord,
  copies: (index: number) => string,
): Promise<void> {
  await mapInPool(atOnce, [...stagedFiles(record)], async ([index, spare]) => {
    const step = record.plan[index];
    if (step?.kind === 'file') await stageCopy(host, step, spare, copies(index));
  });
  await syncFolders(host, [...stagedFiles(record).values()]);
}

/** Makes what was renamed, made or removed there survive a power cut. @param paths of files. Throws the system's error. */
export async function syncFolders(host: Host, paths: readonly string[]): Promise<void> {
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
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
