/** Which transactions a later change may need to know of. Pure. */
import type { TransactionSummary } from '../model/transaction.ts';

/** The number of folders that are always kept. */
const newest = 256;
/** The number of changes to bridges that plans look at in any case. */
const recent = 32;
const settled: readonly string[] = ['committed', 'rolled-back', 'rollback-incomplete'];

/** What has to be known of a transaction to decide. */
export type Kept = Pick<TransactionSummary, 'id' | 'operation' | 'bridge' | 'state' | 'time'>;

/**
 * The settled transactions beyond the newest 256 that no DeleteBridge needs. DeleteBridge learns from committed changes what
 * the host had before its bridges, so these stay until no bridge is left; those of guests are never needed. Pure.
 * @param transactions newest first.
 */
export function prunable<One extends Kept>(transactions: readonly One[], most = newest): readonly One[] {
  const since = timeWithoutBridges(transactions);
  return transactions.slice(most).filter((one) => settled.includes(one.state) && !isNeeded(one, since));
}

/** What a plan may go back to: the changes to bridges that are not prunable, and the newest 32. Pure. @param transactions newest first. */
export function neededByPlans(transactions: readonly Kept[]): readonly Kept[] {
  const ofBridges = transactions.filter((one) => !isOfGuest(one));
  const spare = new Set(prunable(ofBridges, recent));
  return ofBridges.filter((one) => !spare.has(one));
}

function isNeeded(one: Kept, since: number): boolean {
  return one.state === 'committed' && !isOfGuest(one) && one.time > since;
}

function isOfGuest({ operation }: Kept): boolean {
  return operation.endsWith('Guest');
}

/** When the last of our bridges was deleted, most recently. */
function timeWithoutBridges(transactions: readonly Kept[]): number {
  const bridges = new Set<string>();
  let since = -Infinity;
  for (const one of transactions.toReversed()) {
    const { state, operation, bridge, time } = one;
    if (state !== 'committed' || isOfGuest(one)) continue;
    if (operation !== 'DeleteBridge') bridges.add(bridge);
    else if (bridges.delete(bridge) && bridges.size === 0) since = time;
  }
  return since;
}
