/** A change of the host, as it is stored and as callers see it. */
import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.ts';
import { isTransactionId, type TransactionId } from './names.ts';
import { stepSchema } from './plan.ts';
import { changeSchema } from './requests.ts';

export const transactionStates = [
  'applying',
  'awaiting-confirmation',
  'rolling-back',
  'committed',
  'rolled-back',
  'rollback-incomplete',
] as const;
export type TransactionState = (typeof transactionStates)[number];

/** What a caller is told of a journal that cannot be believed. */
export const damagedState = 'damaged';

/** Whether it still has to be committed or undone. */
export function isUnfinished(state: TransactionState): boolean {
  return ['applying', 'awaiting-confirmation', 'rolling-back'].includes(state);
}

/**
 * How a caller came to be allowed: `root` while polkit was absent, `polkit` by its rules alone, `password` that was asked for
 * just then, `remembered` from a password shortly before, `own`: no question, because the change is the caller's own.
 */
export const authorisations = ['root', 'polkit', 'password', 'remembered', 'own'] as const;
export type Authorisation = (typeof authorisations)[number];

/** What is written once, before the first change. */
export const recordSchema = v.object({
  format: v.literal(1),
  id: v.custom<TransactionId>(isTransactionId),
  operation: v.picklist(changeSchema.options.map(({ entries }) => entries.operation.literal)),
  bridge: v.string(),
  interface: v.string(),
  /** Who asked, unsigned 32 bits. */
  uid: v.number(),
  /** undefined in a journal of a version that did not write it down. */
  authorised: v.optional(v.picklist(authorisations)),
  /** Unix seconds, with their fraction: it puts transactions in order. */
  time: v.number(),
  /** The boot in which it was made: what it did to the kernel is gone after another. */
  bootId: v.string(),
  request: changeSchema,
  plan: v.array(stepSchema),
});
export type TransactionRecord = DeepReadonly<v.InferOutput<typeof recordSchema>>;

/** Both clocks: the uptime decides, because it cannot be set; the other one is for people. Seconds. */
export const deadlineSchema = v.object({ uptime: v.number(), unix: v.number() });
export type Deadline = DeepReadonly<v.InferOutput<typeof deadlineSchema>>;

/** What lists tell of one; its plan, which may be large, is not among it. */
export type TransactionSummary = Pick<
  Transaction,
  'id' | 'operation' | 'bridge' | 'interface' | 'state' | 'time' | 'uid' | 'authorised' | 'problem' | 'digest'
>;

/** Bytes: a plan holds its files twice. */
export const largestRecord = 1024 * 1024;

export interface Transaction extends TransactionRecord {
  readonly state: TransactionState;
  /** While it awaits confirmation. */
  readonly deadline: Deadline | undefined;
  /** What an undo had to leave alone, in sentences. */
  readonly report: readonly string[];
  /** What steps left in their `done` marks, by step number. */
  readonly marks?: Readonly<Record<number, string>>;
  /** While it is unfinished: why it cannot be undone. */
  readonly problem?: string | undefined;
  /** SHA-256 of the record's file. */
  readonly digest?: string | undefined;
}
