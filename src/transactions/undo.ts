/** How the agent undoes: it runs the same script as the other hands. */
import { AgentError } from '../contract/errors.ts';
import type { TransactionId } from '../model/names.ts';
import type { By } from './change.ts';
import type { TransactionContext } from './transaction-context.ts';
import { isUnfinished } from '../model/transaction.ts';
import { isOpen, reportOf, statesOf, undoProblem } from './read-journal.ts';

/** Milliseconds: a network service may take a minute to start, and someone else may hold the lock meanwhile. */
const longest = 240_000;

export interface Undoing {
  /** The descriptor of our lock, if we hold it. */
  readonly lock?: number;
  /** The caller who wants it, if any. */
  readonly by?: By;
}

/**
 * Undoes the transaction, or waits until another hand has. Throws AgentError(RollbackIncomplete) if something had to be
 * left.
 */
export async function undo(
  { host, journal, log }: TransactionContext,
  id: TransactionId,
  { lock, by }: Undoing = {},
): Promise<void> {
  const folder = journal.folder(id);
  const script = host.files.real(`${folder}/undo.sh`);
  const problem = await undoProblem(host, folder);
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

/** The same, announced with each state that the transaction has then. */
export async function undoAndAnnounce(context: TransactionContext, id: TransactionId, undoing: Undoing): Promise<void> {
  const { host, journal, announce } = context;
  const folder = journal.folder(id);
  // Another hand may have been here before us.
  if (isOpen(await statesOf(host, folder))) announce(id, 'rolling-back');
  try {
    await undo(context, id, undoing);
  } finally {
    const [state] = await statesOf(host, folder).catch(() => []);
    if (state !== undefined && !isUnfinished(state)) announce(id, state);
  }
}

function incomplete(script: string, report: readonly string[], cause: unknown): AgentError {
  const left =
    report.length > 0 ? report.join('; ') : 'the undo script did not finish, and is run again before the next change';
  return new AgentError('RollbackIncomplete', `the change could not be undone completely: ${left}; see '${script}'`, {
    cause,
  });
}
