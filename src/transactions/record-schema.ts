/** What a journal must look like to be believed: it may be torn, foreign or of another version. */
import * as v from 'valibot';
import type { Deadline, TransactionRecord } from '../model/transaction.ts';

const text = v.nullable(v.string());
const serviceAction = v.picklist(['restart', 'start', 'stop', 'nothing']);

const stepSchema = v.variant('kind', [
  v.object({
    kind: v.literal('file'),
    title: v.string(),
    path: v.string(),
    before: text,
    after: text,
    mode: v.number(),
  }),
  v.object({
    kind: v.literal('links'),
    title: v.string(),
    bridge: v.string(),
    interface: v.string(),
    mac: v.string(),
    batch: v.array(v.string()),
    reverse: v.array(v.string()),
    addresses: v.array(v.string()),
    portMtu: v.number(),
    masterBefore: v.string(),
    masterAfter: v.string(),
    createsBridge: v.boolean(),
  }),
  v.object({
    kind: v.literal('service'),
    title: v.string(),
    service: v.literal('network'),
    apply: serviceAction,
    undo: serviceAction,
    undoIfBegun: v.optional(v.number()),
  }),
]);

const recordSchema = v.object({
  format: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  operation: v.picklist(['CreateBridge', 'DeleteBridge']),
  bridge: v.string(),
  interface: v.string(),
  uid: v.number(),
  time: v.number(),
  bootId: v.string(),
  request: v.looseObject({}),
  plan: v.array(stepSchema),
});

const deadlineSchema = v.object({ uptime: v.number(), unix: v.number() });

/** The record in a transaction.json, or undefined if it is not one of ours. */
export function parseRecord(json: string | undefined): TransactionRecord | undefined {
  const parsed = v.safeParse(recordSchema, parseJson(json));
  return parsed.success ? (parsed.output as unknown as TransactionRecord) : undefined;
}

export function parseDeadline(json: string | undefined): Deadline | undefined {
  const parsed = v.safeParse(deadlineSchema, parseJson(json));
  return parsed.success ? parsed.output : undefined;
}

function parseJson(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '') as unknown;
  } catch {
    return undefined;
  }
}
