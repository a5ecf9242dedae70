/** Finding the transaction of a request, and who may settle it. */
import { AgentError } from '../../contract/errors.ts';
import type { TransactionRequest } from '../../model/requests.ts';
import type { TransactionSummary } from '../../model/transaction.ts';
import type { Transactions } from '../../transactions/transactions.ts';
import type { AuthorizationDetails } from './operation.ts';

/** Throws AgentError: NotFound; Conflict if its record cannot be read. */
export async function findTransaction(
  transactions: Transactions,
  id: TransactionRequest['transaction'],
): Promise<TransactionSummary> {
  const {
    whole: [transaction],
    damaged: [damage],
  } = await transactions.find(id);
  if (transaction !== undefined) return transaction;
  if (damage !== undefined) {
    throw new AgentError(
      'Conflict',
      `transaction '${id}' cannot be read, because ${damage.problem}; look at '${damage.folder}' as root`,
    );
  }
  throw notFound(id);
}

export function notFound(id: string): AgentError {
  return new AgentError('NotFound', `there is no transaction '${id}'; see 'ListTransactions'`);
}

/** The maker of a change may confirm it or roll it back while it is on probation; afterwards that needs authorisation. */
export async function mayBeSettledBy(
  uid: number,
  request: TransactionRequest,
  transactions: Transactions,
): Promise<boolean> {
  const transaction = await findTransaction(transactions, request.transaction);
  return transaction.uid === uid && transaction.state === 'awaiting-confirmation';
}

/** The change's bridge and interface, from its record. */
export async function namesOf(transactions: Transactions, request: TransactionRequest): Promise<AuthorizationDetails> {
  const { bridge, interface: uplink } = await findTransaction(transactions, request.transaction);
  return { bridge: bridge === '' ? undefined : bridge, interface: uplink === '' ? undefined : uplink };
}
