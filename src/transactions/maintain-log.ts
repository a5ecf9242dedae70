/** Maintenance of the log when the agent starts: checks it, adds missing lines, prunes old transactions. */
import type { CheckedLog } from '../model/transaction-log.ts';
import type { TransactionSummary } from '../model/transaction.ts';
import { completeLog } from './log/complete-log.ts';
import { entriesOf } from './log/entries.ts';
import { prune } from './prune.ts';
import type { TransactionContext } from './transaction-context.ts';

/**
 * To be called under the lock. Throws Error if the log cannot be read.
 * @param transactions newest first. @returns sentences for the agent's own log.
 */
export async function maintainLog(
  context: TransactionContext,
  transactions: readonly TransactionSummary[],
): Promise<readonly string[]> {
  const { log } = context;
  await log.look();
  const checked = await log.check();
  // Before missing lines are added, which would hide the problems.
  const said = [...problemsIn(entriesOf(transactions, checked)), ...tornIn(checked)];
  const missing = await completeLog(log, checked, transactions);
  await log.rotate();
  await prune(context, transactions);
  return missing === 0 ? said : [...said, `the log of changes lacked ${missing} of its lines, which have been added`];
}

function problemsIn(entries: ReturnType<typeof entriesOf>): readonly string[] {
  return entries.flatMap(({ id, problems }) => problems.map((problem) => `transaction '${id}': ${problem}`));
}

function tornIn({ torn }: CheckedLog): readonly string[] {
  return torn === 0
    ? []
    : [`the log of changes has ${torn} torn ${torn === 1 ? 'line' : 'lines'}, as a power cut leaves them`];
}
