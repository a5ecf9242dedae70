/** What all code that works on transactions shares. */
import type { Host } from '../host/host.ts';
import type { TransactionState } from '../model/transaction.ts';
import type { Journal } from './journal.ts';
import type { TransactionLog } from './log/transaction-log.ts';

export interface TransactionContext {
  readonly host: Host;
  readonly journal: Journal;
  readonly log: TransactionLog;
  readonly announce: (id: string, state: TransactionState) => void;
}
