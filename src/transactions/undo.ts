/** The agent's own hand on the way back: it runs the same script as the others. */
import { AgentError } from '../contract/errors.ts';
import type { Host } from '../host/host.ts';
import type { TransactionId } from '../model/names.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Journal } from './journal.ts';

/** Milliseconds: a network service may take a minute to start, and someone else may hold the lock meanwhile. */
const longest = 240_000;

/**
 * Undoes the transaction, or waits until another hand has. @param lock the descriptor of our lock, if we hold it.
 * @returns the transaction as it then is. Throws AgentError(RollbackIncomplete) if something had to be left.
 */
export async function undo(host: Host, journal: Journal, id: TransactionId, lock?: number): Promise<Transaction> {
  const script = host.files.real(`${journal.folder(id)}/undo.sh`);
  const args = lock === undefined ? [script] : [script, '--locked'];
  const options = { timeout: longest, ...(lock === undefined ? {} : { inherit: lock }) };
  const failure = await host.commands.run('sh', args, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  const transaction = await journal.read(id);
  if (transaction?.state === 'rolled-back') return transaction;
  throw incomplete(script, transaction?.report ?? [], failure);
}

function incomplete(script: string, report: readonly string[], cause: unknown): AgentError {
  const left = report.length > 0 ? report.join('; ') : 'the undo script did not come to its end';
  return new AgentError(
    'RollbackIncomplete',
    `the change could not be taken back whole: ${left}; look at '${script}'`,
    {
      cause,
    },
  );
}
