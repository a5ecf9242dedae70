/** The log of all changes: a line for each thing that happened to one, chained by hash, so that a change of the past shows. */
import type { Authorisation, TransactionState } from './transaction.ts';

/** Beside the states: `confirmed`, and `pruned`, which says that only these lines are left of it. */
export type LogEvent = TransactionState | 'confirmed' | 'pruned';

/** `key=value` words at a line's end: who did it, and what the change was. */
export type LogWords = Readonly<Record<string, string>>;

export interface LogLine {
  /** From 1 on. */
  readonly number: number;
  /** The hash of the line before; zeros for the first. */
  readonly previous: string;
  /** Unix seconds. */
  readonly time: number;
  readonly transaction: string;
  /** SHA-256 of the transaction's record as it was then; `-` where it could not be read. */
  readonly record: string;
  readonly event: string;
  readonly words: LogWords;
  /** SHA-256 of all that comes before it in the line. */
  readonly hash: string;
}

/** Where the next line is chained to. */
export type LogHead = Pick<LogLine, 'number' | 'hash'>;

/** Something in the log that is not as it was written. */
export interface LogProblem {
  /** Whose line it is, or the one that stands beside it. */
  readonly transaction: string;
  /** A sentence's end, without a full stop. */
  readonly sentence: string;
}

export interface CheckedLog {
  readonly lines: readonly LogLine[];
  readonly problems: readonly LogProblem[];
  /** Lines that were cut off while they were written, as by a power cut; the next writer adds them again. */
  readonly torn: number;
}

/** A change, as the journal and the log together tell of it. */
export interface LogEntry {
  readonly id: string;
  readonly operation: string;
  readonly bridge: string;
  readonly state: string;
  /** Unix seconds. */
  readonly time: number;
  /** undefined where nothing is left that tells. */
  readonly uid: number | undefined;
  readonly authorised: Authorisation | undefined;
  /** When it ended, and the user who decided that, if any. */
  readonly settled: { readonly time: number; readonly uid?: number; readonly authorised?: string } | undefined;
  /** Whether its folder was removed because it is old. */
  readonly pruned: boolean;
  readonly problems: readonly string[];
  readonly lines: readonly LogLine[];
}
