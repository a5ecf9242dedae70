/** GetTransaction: one change with its plan and its report. */
import type { TransactionRequest } from '../model/requests.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseTransaction } from './arguments/transaction.ts';
import { describeTransaction } from './shared/describe-transaction.ts';
import { findTransaction, notFound } from './shared/find-transaction.ts';
import type { Operation } from './shared/operation.ts';

/** @param systemd for the commands that the plan shows. */
export function getTransaction(transactions: Transactions, systemd: boolean): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('GetTransaction', args),
    details: () => ({}),
    run: async (request) => {
      await findTransaction(transactions, request.transaction);
      const transaction = await transactions.read(request.transaction);
      // It may have been pruned meanwhile.
      if (transaction === undefined) throw notFound(request.transaction);
      const entry = (await transactions.list()).entries.find(({ id }) => id === request.transaction);
      return [describeTransaction(transaction, entry, systemd)];
    },
  };
}
