/** What has been done: a list, and one change as a whole. */
import type * as v from 'valibot';
import type { MethodName } from '../../contract/methods.ts';
import type { damagedState, TransactionState } from '../../model/transaction.ts';
import type { Catalogue } from '../messages/catalogue.ts';
import type { detailsSchema, LoggedEvent } from '../replies.ts';
import type { Colour } from '../terminal/paint.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from '../terminal/table.ts';
import type { VerbName } from '../verbs/verb.ts';
import { authorisationWord, userName, type UserNames } from './log.ts';
import { planLines } from './plan.ts';

/** Characters of an id that a list shows; two that begin alike are rare, and the client says so. */
export const shortId = 8;

const verbOf: Partial<Record<MethodName, VerbName>> = {
  CreateBridge: 'create',
  DeleteBridge: 'delete',
  AttachGuest: 'attach',
  DetachGuest: 'detach',
  SetBridgedTraffic: 'traffic',
};

const colourOf: Partial<Record<TransactionState | typeof damagedState, Colour>> = {
  applying: 'yellow',
  'awaiting-confirmation': 'yellow',
  'rolling-back': 'yellow',
  committed: 'green',
  'rollback-incomplete': 'red',
  damaged: 'red',
};

/** A change by the word that one types. */
export function operationWord(operation: string): string {
  return verbOf[operation as MethodName] ?? safeLine(operation);
}

export function stateWord(state: string, { states }: Catalogue): string {
  return Object.hasOwn(states, state) ? states[state as TransactionState] : safeLine(state);
}

/** In the time of whoever looks: 2026-11-24 04:31. @param seconds since 1970. */
export function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 04:31:07, for what is near. */
export function clockTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The state in words, in its colour. */
export function paintedState(state: string, messages: Catalogue, { paint }: Screen): string {
  return paint(colourOf[state as TransactionState] ?? 'dim', stateWord(state, messages));
}

/** One change: what, when, who, how it ended, what happened to it, and its plan. */
export function detailLines(
  details: v.InferOutput<typeof detailsSchema>,
  names: UserNames,
  messages: Catalogue,
  screen: Screen,
): string[] {
  const { show } = messages;
  const facts = [
    [show.state, paintedState(details.state, messages, screen)],
    [show.time, localTime(details.time)],
    [show.by, `${userName(details.uid, names)} (${authorisationWord(details.authorised, messages)})`],
    ...(details.deadline === undefined ? [] : [[show.until, clockTime(details.deadline)]]),
    ...details.events.slice(1).map((event) => [show.then, eventWords(event, names, messages)]),
  ];
  const title = show.title(operationWord(details.operation), safeLine(details.bridge), safeLine(details.interface));
  const report = details.report.map((sentence) => `  ${safeLine(sentence)}`);
  const problem = details.intact
    ? []
    : [screen.paint('red', `  ${messages.log.problem}: ${safeLine(details.problem)}`)];
  return [
    `${screen.paint('bold', title)}  ${safeLine(details.transaction)}`,
    ...table(facts).map((line) => `  ${line}`),
    ...problem,
    ...(report.length === 0 ? [] : ['', screen.paint('red', show.report), ...report]),
    ...(details.plan.length === 0 ? [] : ['', ...planLines(details.plan, screen)]),
  ];
}

function eventWords(
  { time, event, uid, authorised, late }: LoggedEvent,
  names: UserNames,
  messages: Catalogue,
): string {
  const { show, events } = messages;
  const what = Object.hasOwn(events, event) ? events[event as keyof typeof events] : stateWord(event, messages);
  const who = uid === undefined ? '' : `, ${userName(uid, names)} (${authorisationWord(authorised, messages)})`;
  return `${localTime(time)}  ${what}${who}${late ? `; ${show.late}` : ''}`;
}
