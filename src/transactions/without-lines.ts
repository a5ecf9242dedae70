/** Settled transactions without what their links steps did line by line. */
import { isUnfinished, type Transaction } from '../model/transaction.ts';

/** No later plan needs them, and on a host with twenty thousand routes each change has mebibytes of them. */
export function withoutLines(transaction: Transaction): Transaction {
  if (isUnfinished(transaction.state)) return transaction;
  const plan = transaction.plan.map((step) => {
    if (step.kind !== 'links') return step;
    const basis = step.basis && { ...step.basis, moving: [] };
    return { ...step, batch: [], reverse: [], routes: [], basis };
  });
  return { ...transaction, plan };
}
