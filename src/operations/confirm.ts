/** Confirm: commits a change that is on probation. */
import type { TransactionRequest } from '../model/requests.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseTransaction } from './arguments/transaction.ts';
import { mayBeSettledBy, namesOf } from './shared/find-transaction.ts';
import type { Operation } from './shared/operation.ts';

export function confirm(transactions: Transactions): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('Confirm', args),
    details: (request) => namesOf(transactions, request),
    isExempt: (request, uid) => mayBeSettledBy(uid, request, transactions),
    run: async ({ transaction }, call) => {
      await transactions.confirm(transaction, call);
      return [];
    },
  };
}
