/** What an operation hands over to have the host changed, and what comes back. */
import type { HostState } from '../model/host-state.ts';
import type { Plan } from '../model/plan.ts';
import type { ChangeRequest } from '../model/requests.ts';
import type { Deadline, Transaction } from '../model/transaction.ts';

/** Looks at the host after the change; a sentence's end that says what is wrong, or undefined. */
export type Judge = () => Promise<string | undefined>;

export interface Change {
  readonly request: ChangeRequest;
  /** The card that is meant, for the journal. */
  readonly interface: (state: HostState) => string;
  /** Pure. `history`: what was changed before, newest first. Throws AgentError where it must not be done. */
  readonly plan: (state: HostState, history: readonly Transaction[]) => Plan;
  /** Looks at what works before the change, and returns how to see that it still does. */
  readonly observe: (state: HostState, plan: Plan) => Promise<Judge>;
}

/** Who asks for it, and where news of it goes. */
export interface Requester {
  readonly uid: number;
  readonly progress: (transaction: string, title: string, done: number, total: number) => void;
}

export interface ChangeResult {
  /** Empty where nothing was changed. */
  readonly transaction: string;
  readonly changed: boolean;
  readonly state: 'planned' | 'committed' | 'awaiting-confirmation';
  readonly deadline: Deadline | undefined;
  readonly plan: Plan;
}
