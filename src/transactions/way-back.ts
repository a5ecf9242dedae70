/** What the operations know of taking back a change that was kept. */
import type { HostState } from '../model/host-state.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Change, Judge } from './change.ts';

export interface WayBack {
  /** Throws AgentError where it must not be taken back, or not now. Pure. @param history newest first. */
  readonly requireFree: (transaction: Transaction, state: HostState, history: readonly Transaction[]) => void;
  /** Looks at what works before it is taken back, and returns how to see that it still does. */
  readonly observe: (transaction: Transaction, state: HostState) => Promise<Judge>;
  /** The same change once more, for a host that is cut off without it; undefined where it cannot be. */
  readonly again: (transaction: Transaction) => Change | undefined;
}
