/** Confirm, Rollback, ListTransactions and GetTransaction. */
import { AgentError } from '../contract/errors.ts';
import { variant, variantMap, type BusValue, type Variant } from '../model/bus-value.ts';
import type { TransactionRequest } from '../model/requests.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { parseTransaction } from './arguments/transaction.ts';
import { planToBus } from './bridges/result.ts';
import type { Operation } from './operation.ts';

/** More are kept on disk; a list is for people. */
const mostListed = 64;

export function createConfirm(transactions: Transactions): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('Confirm', args),
    details: () => ({}),
    isExempt: async ({ transaction }, uid) => (await require(transactions, transaction)).uid === uid,
    run: async ({ transaction }) => {
      await transactions.confirm(transaction);
      return [];
    },
  };
}

export function createRollback(transactions: Transactions): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('Rollback', args),
    details: () => ({}),
    // Who made a change may take it back as long as it is on probation; afterwards it is the host's.
    isExempt: async (request, uid) => {
      const transaction = await require(transactions, request.transaction);
      return transaction.uid === uid && transaction.state === 'awaiting-confirmation';
    },
    run: async ({ transaction }) => {
      await transactions.rollback(transaction);
      return [];
    },
  };
}

export function createListTransactions(transactions: Transactions): Operation<undefined> {
  return {
    parse: () => undefined,
    details: () => ({}),
    run: async () => {
      const newest = (await transactions.list()).slice(0, mostListed);
      return [newest.map((transaction) => variantMap(summary(transaction)))];
    },
  };
}

/** @param systemd for the commands that the plan shows. */
export function createGetTransaction(transactions: Transactions, systemd: boolean): Operation<TransactionRequest> {
  return {
    parse: (args) => parseTransaction('GetTransaction', args),
    details: () => ({}),
    run: async (request) => [details(await require(transactions, request.transaction), systemd)],
  };
}

async function require(transactions: Transactions, id: TransactionRequest['transaction']): Promise<Transaction> {
  const transaction = await transactions.read(id);
  if (transaction !== undefined) return transaction;
  throw new AgentError('NotFound', `there is no transaction '${id}'; see 'ListTransactions'`);
}

function summary(transaction: Transaction): Record<string, Variant> {
  return {
    transaction: variant('s', transaction.id),
    operation: variant('s', transaction.operation),
    bridge: variant('s', transaction.bridge),
    state: variant('s', transaction.state),
    time: variant('t', BigInt(Math.floor(transaction.time))),
    uid: variant('u', transaction.uid),
  };
}

function details(transaction: Transaction, systemd: boolean): BusValue {
  return variantMap({
    ...summary(transaction),
    interface: variant('s', transaction.interface),
    deadline: transaction.deadline && variant('t', BigInt(transaction.deadline.unix)),
    plan: variant('aa{sv}', planToBus(transaction.plan, systemd)),
    report: variant('as', transaction.report),
  });
}
