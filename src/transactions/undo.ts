/** The agent's undo: it runs the same script as the other hands. */
import { AgentError } from '../contract/errors.ts';
import { listOf } from '../contract/list-of.ts';
import type { TransactionId } from '../model/names.ts';
import type { By } from './change.ts';
import { reasonOf } from '../model/reason.ts';
import type { TransactionContext } from './transaction-context.ts';
import { twice } from './twice.ts';
import { isUnfinished } from '../model/transaction.ts';
import { isOpen, reportOf, statesOf, undoProblem } from './read-journal.ts';

/** Milliseconds: a network service may take a minute to start, and another process may hold the lock. */
const longest = 240_000;

interface UndoOptions {
  /** The descriptor of our lock, if we hold it. */
  readonly lock?: number;
  /** The caller of Rollback, if any. */
  readonly by?: By;
}

/**
 * Undoes the transaction, or waits until another hand has. Throws AgentError(RollbackIncomplete) if something had to be
 * left.
 */
export async function undo(
  { host, journal, log }: TransactionContext,
  id: TransactionId,
  { lock, by }: UndoOptions = {},
): Promise<void> {
  const folder = journal.folder(id);
  const script = host.files.real(`${folder}/undo.sh`);
  // An error that passes must not leave the host between two states.
  const problem = await twice(() => undoProblem(host, folder)).catch(unreadable);
  if (problem !== undefined) throw incomplete(script, [`nothing was touched, because ${problem}`], undefined);
  const args = [
    script,
    ...['--root', host.files.root],
    ...(lock === undefined ? [] : ['--locked']),
    ...(by === undefined ? [] : ['--by', `uid=${by.uid} authorised=${by.authorised}`]),
  ];
  const options = { timeout: longest, ...(lock === undefined ? {} : { inherit: lock }) };
  const failure = await host.commands.run('sh', args, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  await log.look();
  const states = await statesOf(host, folder).catch(() => []);
  if (states.some((state) => state === 'rolled-back')) return;
  throw incomplete(script, await reportOf(host, folder), failure);
}

/** The same, and announces each state of the transaction. */
export async function undoAndAnnounce(
  context: TransactionContext,
  id: TransactionId,
  options: UndoOptions,
): Promise<void> {
  const { host, journal, announce } = context;
  const folder = journal.folder(id);
  // Another hand may have undone it already.
  if (isOpen(await statesOf(host, folder).catch(() => []))) announce(id, 'rolling-back');
  try {
    await undo(context, id, options);
  } finally {
    const [state] = await statesOf(host, folder).catch(() => []);
    if (state !== undefined && !isUnfinished(state)) announce(id, state);
  }
}

function unreadable(error: unknown): string {
  return `its 'undo.sh' cannot be read: ${reasonOf(error)}`;
}

function incomplete(script: string, report: readonly string[], cause: unknown): AgentError {
  const left =
    report.length > 0
      ? listOf(report, { most: 16, between: '; ', last: '; ' })
      : 'the undo script did not finish, and is run again before the next change';
  return new AgentError('RollbackIncomplete', `the change could not be undone completely: ${left}; see '${script}'`, {
    cause,
  });
}
