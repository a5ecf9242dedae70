/** What an operation hands over to have the host changed, and what comes back. */
import type { HostState } from '../model/host-state.ts';
import type { Plan } from '../model/plan.ts';
import type { ChangeRequest } from '../model/requests.ts';
import type { Authorisation, Deadline, Transaction } from '../model/transaction.ts';

/** Looks at the host after the change; a sentence's end that says what is wrong, or undefined. */
export type Judge = (() => Promise<string | undefined>) & {
  /** What it cannot know, because it could not be seen before the change either: a sentence each, for the caller. */
  readonly unseen?: readonly string[];
};

export interface Change {
  readonly request: ChangeRequest;
  /** The card that is meant, for the journal. */
  readonly interface: (state: HostState) => string;
  /** Pure. `history`: what was changed before, newest first. Throws AgentError where it must not be done. */
  readonly plan: (state: HostState, history: readonly Transaction[]) => Plan;
  /** Looks at what works before the change, and returns how to see that it still does. */
  readonly observe: (state: HostState, plan: Plan) => Promise<Judge>;
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

export interface ChangeResult {
  /** Empty where nothing was changed. */
  readonly transaction: string;
  readonly changed: boolean;
  readonly state: 'planned' | 'committed' | 'awaiting-confirmation';
  readonly deadline: Deadline | undefined;
  readonly plan: Plan;
  /** What could not be checked about the change, a sentence each. */
  readonly warnings?: readonly string[];
}
