/** Old changes lose their folder: the state must not grow without end. The log keeps their lines. */
import type { Transaction } from '../model/transaction.ts';
import type { TransactionContext } from './transaction-context.ts';

/** Folders that stay in any case. */
const newest = 256;
const settled: readonly string[] = ['committed', 'rolled-back', 'rollback-incomplete'];

/** Removes what is old and needed no more; under the lock. @returns how many. */
export async function prune({ journal, log }: TransactionContext): Promise<number> {
  const old = prunable(await journal.list());
  for (const { id } of old) {
    await log.append(id, 'pruned');
    await journal.discard(id);
  }
  return old.length;
}

/**
 * Those beyond the newest 256 that no DeleteBridge needs: from what was kept it finds out what the host had before there
 * were bridges. So what was kept stays until no bridge is left; cards of guests are never looked up there. Pure.
 * @param transactions newest first.
 */
export function prunable(transactions: readonly Transaction[], most = newest): readonly Transaction[] {
  const since = timeWithoutBridges(transactions);
  return transactions.slice(most).filter((one) => settled.includes(one.state) && !isNeeded(one, since));
}

function isNeeded({ state, operation, time }: Transaction, since: number): boolean {
  return state === 'committed' && !operation.endsWith('Guest') && time > since;
}

/** When the last of our bridges went for the last time. */
function timeWithoutBridges(transactions: readonly Transaction[]): number {
  const bridges = new Set<string>();
  let since = -Infinity;
  for (const { state, operation, bridge, time } of transactions.toReversed()) {
    if (state !== 'committed' || operation.endsWith('Guest')) continue;
    if (operation !== 'DeleteBridge') bridges.add(bridge);
    else if (bridges.delete(bridge) && bridges.size === 0) since = time;
  }
  return since;
}
