/** What is cleared away once a transaction has come to its end, and not before: until then another hand may need it. */
import type { TransactionId } from '../model/names.ts';
import { disarmTimer } from './timer.ts';
import type { TransactionContext } from './transaction-context.ts';

/**
 * Takes the timers back and removes the old contents that lay ready, if the transaction is kept or undone. A change on
 * probation keeps what an undo needs on a full disk; one that could not be undone keeps its timer too, which tries again.
 * Never throws: nothing of this decides about the host any more, and the agent's next start clears away what is left.
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

/** A second time where it fails; what fails twice is left. */
async function tryTwice<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  return work()
    .catch(work)
    .catch(() => undefined);
}
