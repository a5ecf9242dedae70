/** What the operations know of rolling back a committed change. */
import type { HostState } from '../model/host-state.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Change, Judge } from './change.ts';

export interface WayBack {
  /** Throws AgentError if it must not be rolled back, or not now. Pure. @param history newest first. */
  readonly requireFree: (transaction: Transaction, state: HostState, history: readonly Transaction[]) => void;
  /** Checks what works before the rollback, and returns how to check that it still does. */
  readonly observe: (transaction: Transaction, state: HostState) => Promise<Judge>;
  /** The same change once more, for a host that is cut off without it; undefined where it cannot be. */
  readonly again: (transaction: Transaction) => Change | undefined;
}
