/** The log of changes, a line for each change, and below it what is wrong with it. */
import type { Catalogue } from '../messages/shape.ts';
import type { ListedTransaction } from '../replies.ts';
import { safeLine } from '../terminal/safe.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import {
  authorisationWord,
  localTime,
  noUser,
  operationWord,
  paintedState,
  shortId,
  userName,
  type UserNames,
} from './words.ts';

/** @param list newest first, at least one. */
export function logLines(
  list: readonly ListedTransaction[],
  names: UserNames,
  messages: Catalogue,
  screen: Screen,
): string[] {
  const { columns } = messages;
  const head = [
    columns.id,
    columns.time,
    columns.operation,
    columns.bridge,
    columns.by,
    columns.allowed,
    columns.state,
  ];
  const rows = list.map((one) => [
    safeLine(one.transaction.slice(0, shortId)),
    one.uid === noUser ? '' : localTime(one.time),
    operationWord(one.operation),
    safeLine(one.bridge),
    userName(one.uid, names),
    authorisationWord(one.authorised, messages),
    paintedState(one.state, messages, screen),
  ]);
  const [title = '', ...lines] = table([head, ...rows]);
  const body = list.flatMap((one, index) => [lines[index] ?? '', ...remarks(one, names, messages, screen)]);
  return [screen.paint('bold', title), ...body, '', verdict(list, messages, screen)];
}

/** Who settled it, if that was another user, and what is wrong with it. */
function remarks(one: ListedTransaction, names: UserNames, messages: Catalogue, screen: Screen): string[] {
  const { log } = messages;
  const other = one['settled-by'];
  const word = authorisationWord(one['settled-authorised'], messages);
  const decided = one.state === 'committed' ? log.keptBy : log.takenBackBy;
  return [
    ...(other === undefined
      ? []
      : [indented(decided(userName(other, names), word, localTime(one.settled ?? 0)), 'dim')]),
    ...(one.pruned ? [indented(log.pruned, 'dim')] : []),
    ...(one.intact ? [] : [indented(safeLine(one.problem), 'red')]),
  ].flat();

  function indented(text: string, colour: 'dim' | 'red'): string[] {
    return wrap(text, (screen.columns ?? 80) - 4).map((line) => `    ${screen.paint(colour, line)}`);
  }
}

function verdict(list: readonly ListedTransaction[], { log }: Catalogue, { paint }: Screen): string {
  const broken = list.filter(({ intact }) => !intact).length;
  return broken === 0 ? paint('green', log.intact) : paint('red', log.notIntact(broken));
}
