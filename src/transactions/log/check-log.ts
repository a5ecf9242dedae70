/** Whether the log is as it was written. Pure. */
import type { CheckedLog, LogHead, LogLine, LogProblem } from '../../model/transaction-log.ts';
import { beginning, isWhole, parseLine } from './line.ts';

interface Found {
  readonly lines: LogLine[];
  readonly problems: LogProblem[];
  torn: number;
  /** What the next line should be chained to; undefined if the beginning is no longer kept. */
  head: LogHead | undefined;
  /** Text that is no line, until it is known whether the chain continues without it. */
  pieces: string[];
}

/**
 * Follows the chain. A piece of a line between two that are chained was torn while it was written; any other difference is a
 * problem. @param text the whole log. @param fromBeginning whether its first line must be number 1.
 */
export function checkLog(text: string, fromBeginning: boolean): CheckedLog {
  const found: Found = { lines: [], problems: [], torn: 0, head: fromBeginning ? beginning : undefined, pieces: [] };
  const pieces = text.split('\n');
  for (const piece of pieces) {
    const line = parseLine(piece);
    if (line !== undefined) follow(line, isWhole(piece), found);
    else if (piece !== '') found.pieces.push(piece);
  }
  // A torn last line has no line break.
  const cutOff = pieces.at(-1) !== '' && found.pieces.at(-1) === pieces.at(-1);
  if (cutOff) {
    found.pieces.pop();
    found.torn += 1;
  }
  spoil(found, found.lines.at(-1)?.transaction ?? '', (found.head?.number ?? 0) + 1);
  return { lines: found.lines, problems: found.problems, torn: found.torn };
}

function follow(line: LogLine, whole: boolean, found: Found): void {
  const { head, problems } = found;
  const say = (transaction: string, sentence: string): number => problems.push({ transaction, sentence });
  const continues = head === undefined || (line.number === head.number + 1 && line.previous === head.hash);
  if (!whole) say(line.transaction, `line ${line.number} of the log was changed after it was written`);
  else if (!continues && found.pieces.length === 0) explain(line, head, found.lines.at(-1), say);
  if (continues) found.torn += found.pieces.length;
  else spoil(found, line.transaction, line.number - 1);
  found.pieces = [];
  found.head = line;
  found.lines.push(line);
}

/** Why an intact line does not follow the one before it. */
function explain(
  { number, transaction }: LogLine,
  head: LogHead,
  before: LogLine | undefined,
  say: (transaction: string, sentence: string) => number,
): void {
  const missing = number - head.number - 1;
  if (missing === 1) say(transaction, `line ${number - 1} of the log was removed`);
  else if (missing > 1) say(transaction, `lines ${head.number + 1} to ${number - 1} of the log were removed`);
  else if (missing === 0) say(before?.transaction ?? transaction, `line ${head.number} of the log was replaced`);
  else say(transaction, `line ${number} of the log is not in its place`);
}

/** Pieces between lines that are not chained were lines once. */
function spoil(found: Found, transaction: string, number: number): void {
  for (const piece of found.pieces) {
    const own = /\b[0-9a-f]{32}\b/.exec(piece)?.[0];
    found.problems.push({
      transaction: own ?? transaction,
      sentence: `line ${number} of the log was changed after it was written`,
    });
  }
  found.pieces = [];
}
