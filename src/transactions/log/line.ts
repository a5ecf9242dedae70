/** One line of the log as text. undo.sh writes the same form: src/transactions/undo/log.sh. */
import { createHash } from 'node:crypto';
import type { LogHead, LogLine, LogWords } from '../../model/transaction-log.ts';

/** What the first line is chained to. */
export const beginning: LogHead = { number: 0, hash: '0'.repeat(64) };

const form =
  /^(\d{1,9}) ([0-9a-f]{64}) (\d{1,12}) ([0-9a-f]{32}) ([0-9a-f]{64}|-) ([a-z-]+)((?: [a-z-]+=[!-~]*)*) ([0-9a-f]{64})$/;

/** @returns the line, without its line break, chained to `head`. */
export function writeLine(head: LogHead, line: Omit<LogLine, keyof LogHead | 'previous'>): string {
  const words = Object.entries(line.words).map(([key, value]) => `${key}=${value}`);
  const { time, transaction, record, event } = line;
  const body = [head.number + 1, head.hash, time, transaction, record, event, ...words].join(' ');
  return `${body} ${sha256(body)}`;
}

/** @returns undefined if the text is no line. Does not check the hash: see isWhole. */
export function parseLine(text: string): LogLine | undefined {
  const [matched, number, previous = '', time, transaction = '', record = '', event = '', words = '', hash = ''] =
    form.exec(text) ?? [];
  if (matched === undefined) return undefined;
  return {
    number: Number(number),
    previous,
    time: Number(time),
    transaction,
    record,
    event,
    words: wordsOf(words),
    hash,
  };
}

function wordsOf(text: string): LogWords {
  const pairs = text.split(' ').filter((word) => word !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** @returns undefined if the word is no uid. */
export function uidOf(word: string | undefined): number | undefined {
  const uid = /^\d{1,10}$/.test(word ?? '') ? Number(word) : Infinity;
  return uid <= 0xffffffff ? uid : undefined;
}

/** Whether the hash at the end of the line is that of the rest. */
export function isWhole(text: string): boolean {
  return sha256(text.slice(0, -65)) === text.slice(-64);
}

/** The last well-formed line, to which the next is chained. It is looked for from the end: the log may have many. */
export function headOf(text: string): LogLine | undefined {
  for (const piece of text.split('\n').reverse()) {
    const line = parseLine(piece);
    if (line !== undefined) return line;
  }
  return undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
