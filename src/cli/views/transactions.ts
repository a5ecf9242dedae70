import type * as v from 'valibot';
import type { Catalogue } from '../messages/shape.ts';
import type { detailsSchema, LoggedEvent } from '../replies.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from '../terminal/table.ts';
import { planLines } from './plan.ts';
import {
  authorisationWord,
  clockTime,
  localTime,
  operationWord,
  paintedState,
  stateWord,
  userName,
  type UserNames,
} from './words.ts';

/** One change in full: what, when, by whom, its events and its plan. */
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
