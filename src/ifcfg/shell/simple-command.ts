/** A simple command: assignments, words and redirections (bash(1), Simple Commands). */
import { isWordEnd, skipBlanks, skipSpace } from './blanks.ts';
import { declaring } from './builtins.ts';
import type { Assignment } from './effects.ts';
import { deeper, doubt, stop, type Source } from './source.ts';
import { readWord, type Place, type Word } from './words.ts';

export interface SimpleCommand {
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  /** Among the arguments of `export` and its like. */
  readonly declared: readonly Assignment[];
  readonly redirected: boolean;
  readonly end: number;
}

interface Parts {
  readonly assignments: Assignment[];
  readonly words: Word[];
  readonly declared: Assignment[];
  redirected: boolean;
}

/** The command that begins at `start`. Throws Doubt. */
export function readSimpleCommand(source: Source, start: number): SimpleCommand {
  const parts: Parts = { assignments: [], words: [], declared: [], redirected: false };
  for (let at = start; ;) {
    const next = skipRedirection(source, at);
    if (next !== undefined) parts.redirected = true;
    else if (endsCommand(source.text, at)) return { ...parts, end: at };
    at = skipBlanks(source.text, next ?? readItem(source, at, parts));
  }
}

const operator = /(?:[0-9]*(?:<<<|<&|<>|<<|<|>>|>&|>\||>)|&>>|&>)/y;

/** The index after a redirection, or undefined where there is none. Throws Doubt. */
export function skipRedirection(source: Source, start: number): number | undefined {
  const { text } = source;
  operator.lastIndex = start;
  const match = operator.exec(text);
  if (match === null) return undefined;
  const target = skipBlanks(text, operator.lastIndex);
  // A here-document, `<(…)`, or an operator that goes on behind the line's end.
  if (match[0].endsWith('<<') && !match[0].endsWith('<<<')) throw doubt();
  if (isWordEnd(text[target]) || text[target] === '#' || text.startsWith('\\\n', operator.lastIndex)) throw doubt();
  const { value, end } = readWord(source, target, 'plain');
  // A number before another operator belongs to that one.
  if (/[<>]/.test(text[end] ?? '') && /^[0-9]+$/.test(value ?? '')) throw doubt();
  // A descriptor may be any, also one that bash reads from.
  if (match[0].endsWith('&') && !/^(?:[012]|-)$/.test(value ?? '')) throw doubt();
  return end;
}

function endsCommand(text: string, at: number): boolean {
  const character = text[at];
  if (character === '#') return isWordEnd(text[at - 1]);
  return character === undefined || '\n;&|)'.includes(character);
}

function readItem(source: Source, at: number, parts: Parts): number {
  if (source.text[at] === '(') throw bracket(source, at, parts);
  const isDeclaration = declaring.has(parts.words[0]?.value ?? '');
  if (isDeclaration || parts.words.length === 0) {
    const assignment = readAssignment(source, at, isDeclaration ? 'declared' : 'plain');
    if (assignment !== undefined) {
      (isDeclaration ? parts.declared : parts.assignments).push(assignment);
      return assignment.end;
    }
  }
  const word = readWord(source, at, 'plain');
  if (isUnclear(source.text, word)) throw doubt();
  parts.words.push(word);
  return word.end;
}

/** Besides `export` and its like, these take `NAME=(…)` for an argument (bash: parse.y, PST_ASSIGNOK). */
const takingArrays = new Set<string | undefined>(['alias', 'eval', 'let']);

/** `NAME=eth0 (old)` ends reading; behind a single word it would be a function, behind `@` and the like a pattern. */
function bracket(source: Source, at: number, { assignments, words }: Parts): Error {
  if (/[?*+@!\n]/.test(source.text.charAt(at - 1)) || takingArrays.has(words[0]?.value)) return doubt();
  return assignments.length > 0 || words.length > 1 ? stop(source) : doubt();
}

/** A subscript, which is arithmetic; `{NAME}>file`, which sets NAME; a line that goes on within the word. */
function isUnclear(text: string, { start, end }: Word): boolean {
  const raw = text.slice(start, end);
  if (/^[A-Za-z_][A-Za-z0-9_]*\[/.test(raw) || raw.includes('\\\n')) return true;
  return /^\{.*\}$/.test(raw) && /[<>]/.test(text[end] ?? '');
}

const name = /([A-Za-z_][A-Za-z0-9_]*)(\[[0-9]+\])?(\+?)=/y;

function readAssignment(source: Source, start: number, place: Place): Assignment | undefined {
  const { text } = source;
  name.lastIndex = start;
  const match = name.exec(text);
  if (match === null) return undefined;
  const [, key = '', subscript, plus] = match;
  const at = name.lastIndex;
  const whole = { type: 'assign', key, append: plus === '+', start } as const;
  if (text[at] === '(') {
    if (subscript !== undefined || place === 'declared') throw doubt();
    return { ...whole, value: undefined, array: true, end: skipArray(source, at + 1) };
  }
  const { value, end } = readWord(source, at, place);
  if (subscript !== undefined) return { ...whole, value: undefined, array: true, end };
  return { ...whole, value, array: false, end };
}

/** The index after the `)`. What is no array ends more than the file. */
function skipArray(source: Source, start: number): number {
  const { text } = source;
  const inside = deeper(source);
  for (let at = skipSpace(text, start); ; at = skipSpace(text, at)) {
    const character = text[at];
    if (character === ')') return endOfArray(text, at + 1);
    // A subscript is arithmetic, and may set anything; an operator is none here.
    if (character === '[' || isWordEnd(character)) throw doubt();
    at = readWord(inside, at, 'plain').end;
  }
}

function endOfArray(text: string, end: number): number {
  if (isWordEnd(text[end]) && text[end] !== '(') return end;
  throw doubt();
}
