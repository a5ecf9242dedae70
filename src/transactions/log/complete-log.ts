/** Adds missing lines when the agent starts: a full disk or a power cut may have prevented them. */
import type { CheckedLog, LogEvent, LogLine, LogWords } from '../../model/transaction-log.ts';
import type { TransactionRecord, TransactionSummary } from '../../model/transaction.ts';
import type { TransactionLog } from './transaction-log.ts';

/** The state after an event, if it has another name. */
const stateOf: Readonly<Record<string, string>> = { confirmed: 'committed' };

/** The words of a change's first line, which remain when its folder has been pruned. */
export function factsFor({
  operation,
  bridge,
  uid,
  authorised,
}: Pick<TransactionRecord, 'operation' | 'bridge' | 'uid' | 'authorised'>): LogWords {
  return { operation, bridge, uid: String(uid), ...(authorised && { authorised }) };
}

/** Under the lock. @param transactions newest first. @returns how many lines were missing. */
export async function completeLog(
  log: TransactionLog,
  { lines }: CheckedLog,
  transactions: readonly TransactionSummary[],
): Promise<number> {
  const linesOf = new Map<string, LogLine[]>(transactions.map(({ id }) => [id, []]));
  for (const line of lines) linesOf.get(line.transaction)?.push(line);
  let missing = 0;
  for (const transaction of transactions.toReversed()) {
    const own = linesOf.get(transaction.id) ?? [];
    // A transaction about to be pruned will be.
    if (lastState(own) === transaction.state || lastState(own) === 'pruned') continue;
    const words = own.length === 0 ? factsFor(transaction) : {};
    await log.append(transaction.id, transaction.state satisfies LogEvent, { ...words, late: 'yes' });
    missing += 1;
  }
  return missing;
}

function lastState(lines: readonly LogLine[]): string | undefined {
  const last = lines.at(-1)?.event;
  return last === undefined ? undefined : (stateOf[last] ?? last);
}
