/** Removes the folders of old transactions, so that the state folder stays bounded. The log keeps their lines. */
import type { TransactionSummary } from '../model/transaction.ts';
import { prunable } from './needed.ts';
import type { TransactionContext } from './transaction-context.ts';

/** Under the lock. @param transactions newest first. @returns how many it removed. */
export async function prune(
  { journal, log }: TransactionContext,
  transactions: readonly TransactionSummary[],
): Promise<number> {
  const old = prunable(transactions);
  for (const { id } of old) {
    await log.append(id, 'pruned');
    await journal.discard(id);
  }
  return old.length;
}
