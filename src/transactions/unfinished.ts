/** Unfinished undos, on which no process is working: settled before the next change. */
import { AgentError } from '../contract/errors.ts';
import { readBootId, readUptime } from '../host/namespaces.ts';
import type { TransactionId } from '../model/names.ts';
import type { Deadline } from '../model/transaction.ts';
import { undoProblem, type Reading } from './read-journal.ts';
import { tidyAfterDeath } from './tidy.ts';
import { undoAndAnnounce } from './undo.ts';
import type { TransactionContext } from './transaction-context.ts';

/**
 * To be called under the lock, before the host is read: the timer of an older change would undo what a new change builds on.
 * @param lock its descriptor. Throws AgentError(Busy).
 */
export async function settleUnfinished(context: TransactionContext, lock: number): Promise<void> {
  for (const reading of await context.journal.history.unfinished(true)) {
    const id = idOf(reading);
    if (await isWaiting(reading)) throw waits(id);
    if (await isBeyondUndo(context, reading)) continue;
    const failure = await undoAndAnnounce(context, id, { lock }).catch((error: unknown) => error);
    await tidyAfterDeath(context, id);
    const left = await context.journal.history.unfinished(true);
    if (left.some((one) => idOf(one) === id)) throw stays(context, id, failure);
  }
}

/** @returns a warning for each, for a dry run, which settles nothing. */
export async function tellUnfinished({ journal }: TransactionContext): Promise<readonly string[]> {
  return (await journal.history.unfinished(false)).map(
    (reading) => `transaction '${idOf(reading)}' is unfinished, so the plan may change once it has ended`,
  );
}

export function waits(id: TransactionId): AgentError {
  return new AgentError(
    'Busy',
    `transaction '${id}' is awaiting confirmation; confirm it, roll it back or wait, and call again`,
  );
}

function idOf(reading: Reading): TransactionId {
  return (reading.kind === 'whole' ? reading.transaction.id : reading.damage.id) as TransactionId;
}

async function isWaiting(reading: Reading): Promise<boolean> {
  if (reading.kind === 'damaged') return false;
  const { state, deadline, bootId } = reading.transaction;
  return state === 'awaiting-confirmation' && bootId === (await readBootId()) && (await isAhead(deadline));
}

async function isAhead(deadline: Deadline | undefined): Promise<boolean> {
  return deadline !== undefined && deadline.uptime > (await readUptime());
}

/** Whether no hand can undo it: its folder is not ours, or its script is not what was written. */
async function isBeyondUndo({ host, journal }: TransactionContext, reading: Reading): Promise<boolean> {
  if (reading.kind === 'damaged' && reading.damage.state === undefined) return true;
  return (await undoProblem(host, journal.folder(idOf(reading)))) !== undefined;
}

function stays({ host, journal }: TransactionContext, id: TransactionId, cause: unknown): AgentError {
  const script = host.files.real(`${journal.folder(id)}/undo.sh`);
  return new AgentError(
    'Busy',
    `transaction '${id}' is unfinished and cannot be undone at the moment; run 'sh ${script}' as root to see why, and call again`,
    { cause },
  );
}
