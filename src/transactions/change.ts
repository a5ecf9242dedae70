/** What an operation hands over to have the host changed, and what comes back. */
import type { HostState } from '../model/host-state.ts';
import type { Intent } from '../model/intent.ts';
import type { BackendName } from '../model/network-config.ts';
import type { Plan } from '../model/plan.ts';
import type { ChangeRequest } from '../model/requests.ts';
import type { Authorisation, Deadline, Transaction } from '../model/transaction.ts';

/** Prepared before a change, to check the host after it. */
export interface ConnectivityCheck {
  /** Sentences for the caller about what cannot be checked, because it did not work before the change either. */
  readonly warnings: readonly string[];
  /** Reads the host after the change. @returns what is wrong, as the end of a sentence, or undefined. */
  readonly check: () => Promise<string | undefined>;
}

/** What is to be done, and what the caller is told of it. */
interface Planned<Facts> {
  readonly steps: Plan;
  readonly facts: Facts;
  /** What the change leaves as it is, or cannot keep: a sentence each. */
  readonly warnings?: readonly string[];
}

/**
 * @typeParam Facts what the plan found out that the reply or the check needs. @typeParam Needed what of the host it is made from.
 */
export interface Change<Facts = undefined, Needed extends keyof HostState = keyof HostState> {
  readonly request: ChangeRequest;
  readonly needs: readonly Needed[];
  /** The interface that the change is about, for the journal; empty if there is none. */
  readonly interface: (state: Pick<HostState, Needed>) => string;
  /** Pure. `history`: what was changed before, newest first. Throws AgentError if the change must not be made. */
  readonly plan: (state: Pick<HostState, Needed>, history: readonly Transaction[]) => Planned<Facts>;
  /** Records what works before the change, and returns the check that it still does. */
  readonly observe: (state: Pick<HostState, Needed>, steps: Plan, facts: Facts) => Promise<ConnectivityCheck>;
}

export interface BridgeFacts {
  /** The network stack that configures the bridge, or the interface that a deleted one leaves. */
  readonly stack: BackendName;
  /** What it is configured to have then. */
  readonly intent: Intent | undefined;
}

export type BridgeChange = Change<BridgeFacts>;

/** What the operations know of rolling back a committed change. */
export interface RollbackRules {
  /** Throws AgentError if it must not be rolled back, or not now. Pure. @param history newest first. */
  readonly requireFree: (transaction: Transaction, state: HostState, history: readonly Transaction[]) => void;
  /** Checks what works before the rollback, and returns how to check that it still does. */
  readonly observe: (transaction: Transaction, state: HostState) => Promise<ConnectivityCheck>;
  /** The same change once more, for a host that is cut off without it; undefined where it cannot be. */
  readonly again: (transaction: Transaction) => BridgeChange | undefined;
}

/** The caller, and how it was authorised. */
export interface By {
  readonly uid: number;
  readonly authorised: Authorisation;
}

/** With the receiver of progress. */
export interface Requester extends By {
  readonly progress: (transaction: string, title: string, done: number, total: number) => void;
}

export interface ChangeResult<Facts = unknown> {
  /** Its id; empty if nothing was changed. */
  readonly transaction: string;
  readonly changed: boolean;
  readonly state: 'planned' | 'committed' | 'awaiting-confirmation';
  readonly deadline: Deadline | undefined;
  readonly plan: Plan;
  readonly facts: Facts;
  /** What the change leaves as it is, and what could not be checked about it: a sentence each. */
  readonly warnings?: readonly string[];
}
