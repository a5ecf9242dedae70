/** Removes what a transaction no longer needs, once it is settled: until then another hand may need it. */
import type { TransactionId } from '../model/names.ts';
import { isUnfinished, type TransactionRecord, type TransactionState } from '../model/transaction.ts';
import { statesOf } from './read-journal.ts';
import { disarmTimer } from './timer.ts';
import type { TransactionContext } from './transaction-context.ts';
import { twice } from './twice.ts';

/**
 * Disarms the timers and removes the staged contents of a transaction that is committed or undone. A change on probation
 * keeps its staged contents, which an undo needs on a full disk; one that could not be undone also keeps its timer, which
 * tries again. Never throws: the host is settled, and the agent's next start removes what is left.
 * @param known its record, where that need not be read.
 */
export async function tidy(context: TransactionContext, id: TransactionId, known?: TransactionRecord): Promise<void> {
  const { host, journal } = context;
  const transaction = await tryTwice(() => find(context, id, known));
  if (transaction === undefined || ['applying', 'rolling-back'].includes(transaction.state)) return;
  const folder = journal.folder(id);
  await tryTwice(() => disarmTimer(host, { transaction: id, state: 'applying', folder }));
  if (transaction.state === 'awaiting-confirmation') return;
  if (transaction.request.confirmWithin > 0) {
    await tryTwice(() => disarmTimer(host, { transaction: id, state: 'awaiting-confirmation', folder }));
  }
  await tryTwice(() => journal.forgetStaged(transaction));
}

/**
 * The same for one at which an agent may have died: that of a Rollback leaves a timer of its own, whose name the next Rollback
 * needs. Never throws.
 */
export async function tidyAfterDeath(context: TransactionContext, id: TransactionId): Promise<void> {
  const { host, journal } = context;
  await tidy(context, id);
  const states = await statesOf(host, journal.folder(id)).catch(() => []);
  if (states.some(isUnfinished)) return;
  await tryTwice(() => disarmTimer(host, { transaction: id, state: 'rolling-back', folder: journal.folder(id) }));
}

/** Its state is the name of a file. Throws Error where that cannot be told. */
async function find(
  { host, journal }: TransactionContext,
  id: TransactionId,
  known: TransactionRecord | undefined,
): Promise<(TransactionRecord & { readonly state: TransactionState }) | undefined> {
  if (known === undefined) return journal.read(id);
  const [state, ...more] = await statesOf(host, journal.folder(id));
  if (state === undefined || more.length > 0) throw new Error(`the state of transaction '${id}' is unknown`);
  return { ...known, state };
}

/** @returns undefined if it fails twice. */
async function tryTwice<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  return twice(work).catch(() => undefined);
}
