/** The log of all changes: one line per event, chained by hash, so that tampering shows. */
import type { Authorisation, TransactionState } from './transaction.ts';

/** A state, or `confirmed`, or `pruned`: the folder has been removed and only the log's lines are left. */
export type LogEvent = TransactionState | 'confirmed' | 'pruned';

/** `key=value` words at the end of a line: who did it, and what the change was. */
export type LogWords = Readonly<Record<string, string>>;

export interface LogLine {
  /** From 1 on. */
  readonly number: number;
  /** The hash of the line before; zeros for the first. */
  readonly previous: string;
  /** Unix seconds. */
  readonly time: number;
  readonly transaction: string;
  /** SHA-256 of the transaction's record at that time; `-` if it could not be read. */
  readonly record: string;
  readonly event: string;
  readonly words: LogWords;
  /** SHA-256 of the line up to here. */
  readonly hash: string;
}

/** What the next line is chained to. */
export type LogHead = Pick<LogLine, 'number' | 'hash'>;

export interface LogProblem {
  /** The line's transaction, or that of the line next to it. */
  readonly transaction: string;
  /** A sentence's end, without a full stop. */
  readonly sentence: string;
}

export interface CheckedLog {
  readonly lines: readonly LogLine[];
  readonly problems: readonly LogProblem[];
  /** Lines that were torn while they were written, by a power cut for example; they are added again. */
  readonly torn: number;
}

/** A change, from the journal and the log together. */
export interface LogEntry {
  readonly id: string;
  readonly operation: string;
  readonly bridge: string;
  readonly state: string;
  /** Unix seconds. */
  readonly time: number;
  readonly uid: number | undefined;
  readonly authorised: Authorisation | undefined;
  /** When it was settled, and by which user, if any. */
  readonly settled: { readonly time: number; readonly uid?: number; readonly authorised?: string } | undefined;
  /** Whether its folder was removed because it is old. */
  readonly pruned: boolean;
  readonly problems: readonly string[];
  readonly lines: readonly LogLine[];
}
