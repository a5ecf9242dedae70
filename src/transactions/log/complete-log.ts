/** What is missing in the log is added at the agent's start: a full disk, or a power cut, may have kept it out. */
import type { CheckedLog, LogEvent, LogLine, LogWords } from '../../model/transaction-log.ts';
import type { Transaction, TransactionRecord } from '../../model/transaction.ts';
import type { TransactionLog } from './transaction-log.ts';

/** Events that say in which state a change was afterwards. */
const stateOf: Readonly<Record<string, string>> = { confirmed: 'committed' };

/** What the first line about a change says of it: this is left when its folder is not kept any more. */
export function factsFor({ operation, bridge, uid, authorised }: TransactionRecord): LogWords {
  return { operation, bridge, uid: String(uid), ...(authorised && { authorised }) };
}

/** Under the lock. @param transactions newest first. @returns how many lines were missing. */
export async function completeLog(
  log: TransactionLog,
  { lines }: CheckedLog,
  transactions: readonly Transaction[],
): Promise<number> {
  let missing = 0;
  for (const transaction of transactions.toReversed()) {
    const own = lines.filter((line) => line.transaction === transaction.id);
    // One that was about to be pruned will be.
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
