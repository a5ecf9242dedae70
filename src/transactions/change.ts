/** What an operation hands over to have the host changed, and what comes back. */
import type { HostState } from '../model/host-state.ts';
import type { Plan } from '../model/plan.ts';
import type { ChangeRequest } from '../model/requests.ts';
import type { Authorisation, Deadline, Transaction } from '../model/transaction.ts';

/** Made before a change, to judge it afterwards. */
export interface Judge {
  /** What it cannot know, because it could not be seen before the change either: a sentence each, for the caller. */
  readonly warnings: readonly string[];
  /** Looks at the host after the change. @returns a sentence's end that says what is wrong, or undefined. */
  readonly check: () => Promise<string | undefined>;
}

/** What is to be done, and what the caller is to know of it. */
interface Planned<Facts> {
  readonly steps: Plan;
  readonly facts: Facts;
  /** What the change leaves as it is, or cannot keep: a sentence each. */
  readonly warnings?: readonly string[];
}

/** @typeParam Facts what the plan found out that the caller is to be told, or the judge must know. */
export interface Change<Facts = undefined> {
  readonly request: ChangeRequest;
  /** The card that is meant, for the journal. */
  readonly interface: (state: HostState) => string;
  /** Pure. `history`: what was changed before, newest first. Throws AgentError where it must not be done. */
  readonly plan: (state: HostState, history: readonly Transaction[]) => Planned<Facts>;
  /** Looks at what works before the change, and returns how to see that it still does. */
  readonly observe: (state: HostState, steps: Plan, facts: Facts) => Promise<Judge>;
}

/** What the operations know of rolling back a committed change. */
export interface WayBack {
  /** Throws AgentError if it must not be rolled back, or not now. Pure. @param history newest first. */
  readonly requireFree: (transaction: Transaction, state: HostState, history: readonly Transaction[]) => void;
  /** Checks what works before the rollback, and returns how to check that it still does. */
  readonly observe: (transaction: Transaction, state: HostState) => Promise<Judge>;
  /** The same change once more, for a host that is cut off without it; undefined where it cannot be. */
  readonly again: (transaction: Transaction) => Change | undefined;
}

/** Who asks for it, and how that was allowed. */
export interface By {
  readonly uid: number;
  readonly authorised: Authorisation;
}

/** And where news of it goes. */
export interface Requester extends By {
  readonly progress: (transaction: string, title: string, done: number, total: number) => void;
}

export interface ChangeResult<Facts = unknown> {
  /** Empty where nothing was changed. */
  readonly transaction: string;
  readonly changed: boolean;
  readonly state: 'planned' | 'committed' | 'awaiting-confirmation';
  readonly deadline: Deadline | undefined;
  readonly plan: Plan;
  readonly facts: Facts;
  /** What the change leaves as it is, and what could not be checked about it: a sentence each. */
  readonly warnings?: readonly string[];
}
