/** A change of the host, as it is stored and as callers see it. */
import type { Plan } from './plan.ts';
import type { ChangeRequest } from './requests.ts';
import type { TransactionId } from './names.ts';

export const transactionStates = [
  'applying',
  'awaiting-confirmation',
  'rolling-back',
  'committed',
  'rolled-back',
  'rollback-incomplete',
] as const;
export type TransactionState = (typeof transactionStates)[number];

/** What is written once, before the first change. */
export interface TransactionRecord {
  readonly format: 1;
  readonly id: TransactionId;
  readonly operation: ChangeRequest['operation'];
  readonly bridge: string;
  readonly interface: string;
  /** Who asked, unsigned 32 bits. */
  readonly uid: number;
  /** Unix seconds, with their fraction: it puts transactions in order. */
  readonly time: number;
  /** The boot in which it was made: what it did to the kernel is gone after another. */
  readonly bootId: string;
  readonly request: ChangeRequest;
  readonly plan: Plan;
}

/** Both clocks: the uptime decides, because nobody can set it; the other one is for people. Seconds. */
export interface Deadline {
  readonly uptime: number;
  readonly unix: number;
}

export interface Transaction extends TransactionRecord {
  readonly state: TransactionState;
  /** While it awaits confirmation. */
  readonly deadline: Deadline | undefined;
  /** What an undo had to leave alone, in sentences. */
  readonly report: readonly string[];
}
