/** Parsing a journal's files, which may be torn, foreign or of another version. */
import * as v from 'valibot';
import { deadlineSchema, recordSchema, type Deadline, type TransactionRecord } from '../model/transaction.ts';

/** @returns undefined for a transaction.json that is not one of ours. */
export function parseRecord(json: string | undefined): TransactionRecord | undefined {
  const parsed = v.safeParse(recordSchema, parseJson(json));
  return parsed.success ? parsed.output : undefined;
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
