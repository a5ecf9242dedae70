/** Rollback: undoes a change that is on probation or committed. */
import type { TransactionRequest } from '../model/requests.ts';
import type { RollbackRules } from '../transactions/change.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseTransaction } from './arguments/transaction.ts';
import { mayBeSettledBy, namesOf } from './shared/find-transaction.ts';
import type { Operation } from './shared/operation.ts';

export function rollback(transactions: Transactions, rules: RollbackRules): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('Rollback', args),
    details: (request) => namesOf(transactions, request),
    isExempt: (request, uid) => mayBeSettledBy(uid, request, transactions),
    run: async ({ transaction }, call) => {
      await transactions.rollback(transaction, call, rules);
      return [];
    },
  };
}
