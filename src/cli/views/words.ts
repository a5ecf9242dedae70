/** A transaction's details in words: who, when, what, and how it ended. */
import type { MethodName } from '../../contract/methods.ts';
import type { Authorisation, damagedState, TransactionState } from '../../model/transaction.ts';
import type { VerbName } from '../messages/keys.ts';
import type { Catalogue } from '../messages/shape.ts';
import type { Colour } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';

/** The uid that the agent gives for an unreadable journal. */
export const noUser = 0xffff_ffff;

/** uid → name. */
export type UserNames = ReadonlyMap<number, string>;

/** Characters of an id that a list shows; if two begin alike, which is rare, the client says so. */
export const shortId = 8;

const verbOf: Partial<Record<MethodName, VerbName>> = {
  CreateBridge: 'create',
  DeleteBridge: 'delete',
  AttachGuest: 'attach',
  DetachGuest: 'detach',
  SetBridgedTraffic: 'traffic',
  RepairBridge: 'repair',
};

const colourOf: Partial<Record<TransactionState | typeof damagedState, Colour>> = {
  applying: 'yellow',
  'awaiting-confirmation': 'yellow',
  'rolling-back': 'yellow',
  committed: 'green',
  'rollback-incomplete': 'red',
  damaged: 'red',
};

/** The verb that makes the change. */
export function operationWord(operation: string): string {
  return verbOf[operation as MethodName] ?? safeLine(operation);
}

export function stateWord(state: string, { states }: Catalogue): string {
  return Object.hasOwn(states, state) ? states[state as TransactionState] : safeLine(state);
}

/** In the user's time zone: 2026-11-24 04:31. @param seconds since 1970. */
export function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 04:31:07, for a time today. */
export function clockTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The state in words, in its colour. */
export function paintedState(state: string, messages: Catalogue, { paint }: Screen): string {
  return paint(colourOf[state as TransactionState] ?? 'dim', stateWord(state, messages));
}

/** A user by name, or by number if there is no name. */
export function userName(uid: number | undefined, names: UserNames): string {
  if (uid === undefined || uid === noUser) return '?';
  return safeLine(names.get(uid) ?? `uid ${uid}`);
}

/** How it was authorised. */
export function authorisationWord(word: string, { authorisations }: Catalogue): string {
  return Object.hasOwn(authorisations, word) ? authorisations[word as Authorisation] : safeLine(word) || '?';
}
