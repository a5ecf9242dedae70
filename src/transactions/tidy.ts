/** Removes what a transaction no longer needs, once it is settled: until then another hand may need it. */
import type { TransactionId } from '../model/names.ts';
import { disarmTimer } from './timer.ts';
import type { TransactionContext } from './transaction-context.ts';

/**
 * Disarms the timers and removes the staged contents of a transaction that is committed or undone. A change on probation
 * keeps its staged contents, which an undo needs on a full disk; one that could not be undone also keeps its timer, which
 * tries again. Never throws: the host is settled, and the agent's next start removes what is left.
 */
export async function tidy({ host, journal }: TransactionContext, id: TransactionId): Promise<void> {
  const transaction = await tryTwice(() => journal.read(id));
  if (transaction === undefined || ['applying', 'rolling-back'].includes(transaction.state)) return;
  const folder = journal.folder(id);
  await tryTwice(() => disarmTimer(host, { transaction: id, state: 'applying', folder }));
  if (transaction.state === 'awaiting-confirmation') return;
  if (transaction.request.confirmWithin > 0) {
    await tryTwice(() => disarmTimer(host, { transaction: id, state: 'awaiting-confirmation', folder }));
  }
  await tryTwice(() => journal.forgetStaged(transaction));
}

/** @returns undefined if it fails twice. */
async function tryTwice<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  return work()
    .catch(work)
    .catch(() => undefined);
}
