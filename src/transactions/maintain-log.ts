/** Maintenance of the log when the agent starts: checks it, adds missing lines, prunes old transactions. */
import { takeLock } from '../host/lock.ts';
import type { CheckedLog } from '../model/transaction-log.ts';
import { completeLog } from './log/complete-log.ts';
import { entriesOf } from './log/entries.ts';
import { prune } from './prune.ts';
import type { TransactionContext } from './transaction-context.ts';

/** @param lockPath a real path. @returns sentences for the agent's own log. Never throws: a damaged log must not prevent the start. */
export async function maintainLog(context: TransactionContext, lockPath: string): Promise<readonly string[]> {
  try {
    const lock = await takeLock(context.host.commands, lockPath);
    // Another process is making or undoing a change, and adds its own lines; the next start checks again.
    if (lock === undefined) return [];
    return await maintainUnderLock(context).finally(() => lock.release());
  } catch (error) {
    return [`the log of changes could not be maintained: ${error instanceof Error ? error.message : 'unknown error'}`];
  }
}

async function maintainUnderLock(context: TransactionContext): Promise<readonly string[]> {
  const { journal, log } = context;
  await log.look();
  const checked = await log.check();
  const transactions = await journal.list();
  // Before missing lines are added, which would hide the problems.
  const said = [...problemsIn(entriesOf(transactions, checked)), ...tornIn(checked)];
  const missing = await completeLog(log, checked, transactions);
  await log.rotate();
  await prune(context);
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
