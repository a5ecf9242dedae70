/** What a journal must look like to be believed: it may be torn, foreign or of another version. */
import * as v from 'valibot';
import { authorisations, type Deadline, type TransactionRecord } from '../model/transaction.ts';
import { changeOperations } from '../model/requests.ts';
import { stepSchema } from './steps/steps.ts';

const recordSchema = v.object({
  format: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  operation: v.picklist(changeOperations),
  bridge: v.string(),
  interface: v.string(),
  uid: v.number(),
  authorised: v.optional(v.picklist(authorisations)),
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
