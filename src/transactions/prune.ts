/** Removes the folders of old transactions, so that the state folder stays bounded. The log keeps their lines. */
import type { TransactionSummary } from '../model/transaction.ts';
import type { TransactionContext } from './transaction-context.ts';

/** The number of folders that are always kept. */
const newest = 256;
const settled: readonly string[] = ['committed', 'rolled-back', 'rollback-incomplete'];

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

/**
 * The settled transactions beyond the newest 256 that no DeleteBridge needs. DeleteBridge learns from committed changes what
 * the host had before its bridges, so these stay until no bridge is left; those of guests are never needed. Pure.
 * @param transactions newest first.
 */
export function prunable(transactions: readonly TransactionSummary[], most = newest): readonly TransactionSummary[] {
  const since = timeWithoutBridges(transactions);
  return transactions.slice(most).filter((one) => settled.includes(one.state) && !isNeeded(one, since));
}

function isNeeded({ state, operation, time }: TransactionSummary, since: number): boolean {
  return state === 'committed' && !operation.endsWith('Guest') && time > since;
}

/** When the last of our bridges was deleted, most recently. */
function timeWithoutBridges(transactions: readonly TransactionSummary[]): number {
  const bridges = new Set<string>();
  let since = -Infinity;
  for (const { state, operation, bridge, time } of transactions.toReversed()) {
    if (state !== 'committed' || operation.endsWith('Guest')) continue;
    if (operation !== 'DeleteBridge') bridges.add(bridge);
    else if (bridges.delete(bridge) && bridges.size === 0) since = time;
  }
  return since;
}
