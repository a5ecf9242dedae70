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

/** The state that callers see of a journal that cannot be trusted. */
export const damagedState = 'damaged';

/** Whether it still has to be committed or undone. */
export function isUnfinished(state: TransactionState): boolean {
  return ['applying', 'awaiting-confirmation', 'rolling-back'].includes(state);
}

/**
 * How a caller was authorised: `root` while polkit was absent, `polkit` by its rules alone, `password` that was just entered,
 * `remembered` from an earlier password, `own` without a question, because the change is the caller's own.
 */
export const authorisations = ['root', 'polkit', 'password', 'remembered', 'own'] as const;
export type Authorisation = (typeof authorisations)[number];

/** Written once, before the first step. */
export const recordSchema = v.object({
  format: v.literal(1),
  id: v.custom<TransactionId>(isTransactionId),
  operation: v.picklist(changeSchema.options.map(({ entries }) => entries.operation.literal)),
  bridge: v.string(),
  interface: v.string(),
  /** The caller's, unsigned 32 bits. */
  uid: v.number(),
  /** Missing in older journals. */
  authorised: v.optional(v.picklist(authorisations)),
  /** Unix seconds with a fraction, by which transactions are ordered. */
  time: v.number(),
  /** The boot in which it was made: a reboot undoes its changes to the kernel. */
  bootId: v.string(),
  request: changeSchema,
  plan: v.array(stepSchema),
});
export type TransactionRecord = DeepReadonly<v.InferOutput<typeof recordSchema>>;

/** Seconds on two clocks: the uptime decides, because it cannot be set; the Unix time is for people. */
export const deadlineSchema = v.object({ uptime: v.number(), unix: v.number() });
export type Deadline = DeepReadonly<v.InferOutput<typeof deadlineSchema>>;

/** For lists: without the plan, which may be large. */
export type TransactionSummary = Pick<
  Transaction,
  'id' | 'operation' | 'bridge' | 'interface' | 'state' | 'time' | 'uid' | 'authorised' | 'problem' | 'digest'
>;

/** Bytes of saved rules that are read and changed; fifty thousand rules are 4 MiB. */
export const largestRules = 8 * 1024 * 1024;
/** Bytes. A plan holds each file twice, and of twenty thousand routes 6 MiB. */
export const largestRecord = 4 * largestRules;

export interface Transaction extends TransactionRecord {
  readonly state: TransactionState;
  /** Set while it awaits confirmation. */
  readonly deadline: Deadline | undefined;
  /** Sentences about what an undo had to leave alone. */
  readonly report: readonly string[];
  /** What steps left in their `done` marks, by step number. */
  readonly marks?: Readonly<Record<number, string>>;
  /** While it is unfinished: why it cannot be undone. */
  readonly problem?: string | undefined;
  /** SHA-256 of the record's file. */
  readonly digest?: string | undefined;
}
