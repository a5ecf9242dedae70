/** What a change is planned from beside the request. */
import type { HostState, Link } from '../../model/host-state.ts';
import type { Transaction } from '../../model/transaction.ts';

export interface AspectContext {
  readonly state: HostState;
  /** Newest first. */
  readonly history: readonly Transaction[];
  /** The interface whose place in the kernel changes now; undefined where only files change, or where it is so already. */
  readonly uplink: Link | undefined;
  /** Other bridges of ours that are still there. */
  readonly others: readonly string[];
}
