/** Rollback of a committed change: by the same script as every undo, and only while no later change builds on it. */
import { readHostState } from '../backends/host-state/read.ts';
import { AgentError } from '../contract/errors.ts';
import { readBootId } from '../host/namespaces.ts';
import type { HostState } from '../model/host-state.ts';
import type { TransactionId } from '../model/names.ts';
import { explain, reasonOf } from '../model/reason.ts';
import type { Transaction } from '../model/transaction.ts';
import type { By, RollbackRules } from './change.ts';
import { twice } from './twice.ts';
import { entriesOf } from './log/entries.ts';
import { longestWork } from './perform.ts';
import { undoProblem } from './read-journal.ts';
import { whatDiffers } from './steps/steps.ts';
import { tidy } from './tidy.ts';
import { armTimer, disarmTimer, type Timer } from './timer.ts';
import { undoAndAnnounce } from './undo.ts';
import type { TransactionContext } from './transaction-context.ts';

/**
 * The state is changed first; from then on every hand that finds it finishes the rollback. @param lock our lock's
 * descriptor. @returns what was rolled back, and what is wrong with the host since. Throws AgentError: Conflict, Busy, Unsupported, CommandFailed with nothing changed; RollbackIncomplete.
 */
export async function rollBackCommitted(
  context: TransactionContext,
  id: TransactionId,
  by: By,
  rules: RollbackRules,
  lock: number,
): Promise<{ readonly transaction: Transaction; readonly wrong: string | undefined }> {
  const { host, journal } = context;
  const transaction = await findCommitted(context, id);
  const state = await readHostState(host).catch(explain('the host cannot be read, so nothing was changed'));
  await requireSameBoot(transaction, state);
  rules.requireFree(transaction, state, await journal.list());
  await requireUnchanged(context, transaction, state);
  const connectivity = await rules.observe(transaction, state);
  await stage(context, transaction);
  await undoCommitted(context, transaction, by, lock);
  // It is rolled back by now: an error that passes must not say otherwise.
  const wrong = await twice(connectivity.check).catch(
    explain(`transaction '${id}' was rolled back, but the host cannot be read since; see that it is reachable`),
  );
  return { transaction, wrong };
}

/** Throws AgentError(Conflict) if it is in another state, or its record is not the one that was logged. */
async function findCommitted({ host, journal, log }: TransactionContext, id: TransactionId): Promise<Transaction> {
  const transaction = await journal.read(id);
  if (transaction?.state !== 'committed') {
    throw new AgentError('Conflict', `transaction '${id}' is no longer committed; see 'ListTransactions'`);
  }
  const [entry] = entriesOf([transaction], await log.check()).filter((one) => one.id === id);
  const problem = entry?.problems[0] ?? (await undoProblem(host, journal.folder(id)));
  if (problem === undefined) return transaction;
  throw new AgentError(
    'Conflict',
    `transaction '${id}' is not rolled back, because ${problem}; see 'ListTransactions', and use '${opposite[transaction.operation]}'`,
  );
}

/** The method that reverses a change by a plan of its own. */
const opposite: Readonly<Record<Transaction['operation'], string>> = {
  CreateBridge: 'DeleteBridge',
  DeleteBridge: 'CreateBridge',
  AttachGuest: 'DetachGuest',
  DetachGuest: 'AttachGuest',
  SetBridgedTraffic: 'SetBridgedTraffic',
  RepairBridge: 'Verify',
};

/** After a reboot the files have made the running network, and undo.sh knows only what the change made. */
async function requireSameBoot({ id, bootId, operation }: Transaction, { live }: HostState): Promise<void> {
  if (!live || bootId === (await readBootId())) return;
  throw new AgentError(
    'Unsupported',
    `the host has rebooted since transaction '${id}', which therefore cannot be rolled back; use '${opposite[operation]}'`,
  );
}

async function requireUnchanged(
  { host }: TransactionContext,
  transaction: Transaction,
  state: HostState,
): Promise<void> {
  const difference = await whatDiffers(transaction, host, state);
  if (difference === undefined) return;
  throw new AgentError(
    'Conflict',
    `transaction '${transaction.id}' cannot be rolled back, because ${difference}; change that back, or use '${opposite[transaction.operation]}'`,
  );
}

/** Stages the old contents again, so that the undo needs no free block. */
async function stage({ journal }: TransactionContext, transaction: Transaction): Promise<void> {
  try {
    await journal.stage(transaction);
  } catch (cause) {
    throw new AgentError(
      'CommandFailed',
      `the old files of transaction '${transaction.id}' cannot be prepared, so nothing was changed; ${reasonOf(cause)}`,
      { cause },
    );
  }
}

async function undoCommitted(
  context: TransactionContext,
  transaction: Transaction,
  by: By,
  lock: number,
): Promise<void> {
  const { host, journal } = context;
  const { id } = transaction;
  const timer: Timer = { transaction: id, state: 'rolling-back', folder: journal.folder(id) };
  try {
    // An agent that died in a Rollback of it has left one, and systemd has one of a name.
    await disarmTimer(host, timer).catch(() => undefined);
    await armTimer(host, timer, longestWork);
    await journal.move(id, 'committed', 'rolling-back');
    await undoAndAnnounce(context, id, { lock, by });
  } finally {
    await tidy(context, id);
    // A transaction that is still being undone keeps its timer, which tries again.
    const now = await journal.read(id).catch(() => undefined);
    if (now?.state !== 'rolling-back') await disarmTimer(host, timer).catch(() => undefined);
  }
}
