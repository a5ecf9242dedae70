/** The agent's replies in JavaScript's own types: what --json prints, and what the views read. */
import * as v from 'valibot';
import type { BusValue, Variant } from '../model/bus-value.ts';
import { Failure } from './failure.ts';

export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/** A variant as its value, a dictionary as an object, an integer of 64 bits as a number (Unix seconds fit). */
export function toPlain(value: BusValue): Plain {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, BusValue>)];
    return Object.fromEntries(entries.map(([key, entry]) => [key, toPlain(entry)]));
  }
  if (Array.isArray(value)) return (value as readonly BusValue[]).map(toPlain);
  return toPlain((value as Variant).value);
}

/** The text, or '' for any other value. */
export function textOf(value: Plain | undefined): string {
  return typeof value === 'string' ? value : '';
}

const texts = v.optional(v.array(v.string()), []);
const text = v.optional(v.string(), '');

const cardSchema = v.object({ guest: text, mac: text, target: text });

export const bridgeSchema = v.object({
  name: v.string(),
  id: text,
  mac: text,
  mtu: v.optional(v.number(), 0),
  stp: v.optional(v.boolean(), false),
  up: v.optional(v.boolean(), false),
  nat: v.optional(v.boolean(), false),
  ports: texts,
  addresses: texts,
  guests: texts,
  cards: v.optional(v.array(cardSchema), []),
});
export type Bridge = v.InferOutput<typeof bridgeSchema>;

export const interfaceSchema = v.object({
  name: v.string(),
  kind: text,
  mac: text,
  up: v.optional(v.boolean(), false),
  carrier: v.optional(v.boolean(), false),
  master: text,
  addresses: texts,
  stack: text,
  bridgeable: v.optional(v.boolean(), false),
  reason: text,
});
export type Interface = v.InferOutput<typeof interfaceSchema>;

export const transactionSchema = v.object({
  transaction: v.string(),
  operation: text,
  bridge: text,
  state: text,
  time: v.optional(v.number(), 0),
  uid: v.optional(v.number()),
  authorised: text,
  settled: v.optional(v.number()),
  'settled-by': v.optional(v.number()),
  'settled-authorised': text,
  pruned: v.optional(v.boolean(), false),
  intact: v.optional(v.boolean(), true),
  problem: text,
});
export type ListedTransaction = v.InferOutput<typeof transactionSchema>;

const stepSchema = v.object({ kind: text, title: text, preview: text });
export type PlannedStep = v.InferOutput<typeof stepSchema>;

const eventSchema = v.object({
  time: v.optional(v.number(), 0),
  event: text,
  uid: v.optional(v.number()),
  authorised: text,
  late: v.optional(v.boolean(), false),
});
export type LoggedEvent = v.InferOutput<typeof eventSchema>;

export const detailsSchema = v.object({
  ...transactionSchema.entries,
  interface: text,
  deadline: v.optional(v.number()),
  plan: v.optional(v.array(stepSchema), []),
  report: texts,
  events: v.optional(v.array(eventSchema), []),
});

export const resultSchema = v.object({
  transaction: text,
  changed: v.boolean(),
  state: text,
  deadline: v.optional(v.number()),
  plan: v.optional(v.array(stepSchema), []),
  warnings: texts,
  stack: text,
  mac: text,
  target: text,
  live: v.optional(v.boolean()),
  persistent: v.optional(v.boolean()),
});
export type ChangeResult = v.InferOutput<typeof resultSchema>;

export const findingSchema = v.object({
  check: v.string(),
  status: v.picklist(['pass', 'warn', 'fail', 'skip']),
  message: text,
  expected: text,
  found: text,
  remedy: text,
});
export type ShownFinding = v.InferOutput<typeof findingSchema>;

/** Throws Failure if the reply has another form, as from another version of the agent. */
export function read<Schema extends v.GenericSchema>(schema: Schema, reply: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, reply);
  if (parsed.success) return parsed.output;
  throw new Failure('Failed', "the agent's reply is of another form; install the same version of client and agent");
}

export function readAll<Schema extends v.GenericSchema>(schema: Schema, reply: unknown): v.InferOutput<Schema>[] {
  return read(v.array(schema), reply);
}
