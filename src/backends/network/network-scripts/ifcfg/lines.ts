/** The assignments of an ifcfg file and the places where they stand; what is not an assignment is a line in doubt. */
import { readValue } from './value.ts';

export interface Assignment {
  readonly key: string;
  readonly value: string;
  /** The span of KEY=value itself. */
  readonly start: number;
  readonly end: number;
  /** The span of its line, continued lines and the newline included. */
  readonly lineStart: number;
  readonly lineEnd: number;
  /** Whether it is the only assignment of its line. */
  readonly alone: boolean;
}

export interface LineInDoubt {
  /** The index at which it begins. */
  readonly start: number;
  readonly text: string;
}

export interface ReadLines {
  readonly assignments: readonly Assignment[];
  readonly inDoubt: readonly LineInDoubt[];
}

/** Reads a whole text line by line; never throws. */
export function readLines(text: string): ReadLines {
  const assignments: Assignment[] = [];
  const inDoubt: LineInDoubt[] = [];
  for (let at = 0; at < text.length;) {
    const line = readLine(text, at);
    if (line === undefined) inDoubt.push(lineInDoubt(text, at));
    else assignments.push(...complete(line, at));
    at = line?.end ?? physicalEnd(text, at);
  }
  return { assignments, inDoubt };
}

type Word = Pick<Assignment, 'key' | 'value' | 'start' | 'end'>;
interface Line {
  readonly words: readonly Word[];
  readonly end: number;
}

function complete(line: Line, lineStart: number): Assignment[] {
  return line.words.map((word) => ({ ...word, lineStart, lineEnd: line.end, alone: line.words.length === 1 }));
}

function readLine(text: string, start: number): Line | undefined {
  const first = skipBlanks(text, start);
  const exported = /export[ \t]/y;
  exported.lastIndex = first;
  const isExport = exported.test(text);
  const { words, end } = readWords(text, isExport ? skipBlanks(text, exported.lastIndex) : first, isExport);
  if (isExport && words.length === 0) return undefined;
  const rest = words.length > 0 ? skipSemicolon(text, end) : end;
  const lineEnd = readRest(text, rest, rest > end || startsWord(text, rest));
  return lineEnd === undefined ? undefined : { words, end: lineEnd };
}

function readWords(text: string, start: number, exported: boolean): Line {
  const words: Word[] = [];
  const key = /([A-Za-z_][A-Za-z0-9_]*)=/y;
  for (let at = start; ;) {
    key.lastIndex = at;
    const match = key.exec(text);
    const name = match?.[1];
    const value = name === undefined ? undefined : readValue(text, key.lastIndex, exported);
    if (name === undefined || value === undefined) return { words, end: at };
    words.push({ key: name, value: value.value, start: at, end: value.end });
    at = skipBlanks(text, value.end);
  }
}

/** A word begins where the line does, or after a blank; only there # makes a comment. */
function startsWord(text: string, at: number): boolean {
  const before = text[at - 1];
  return before === undefined || before === '\n' || before === ' ' || before === '\t';
}

function skipSemicolon(text: string, at: number): number {
  return text[at] === ';' ? skipBlanks(text, at + 1) : at;
}

/** The index after the line where nothing but a comment is left of it. */
function readRest(text: string, at: number, mayBeComment: boolean): number | undefined {
  if (at >= text.length || text[at] === '\n') return physicalEnd(text, at);
  return text[at] === '#' && mayBeComment ? physicalEnd(text, at) : undefined;
}

function skipBlanks(text: string, start: number): number {
  const blanks = /(?:[ \t]|\\\n(?!$))*/y;
  blanks.lastIndex = start;
  blanks.test(text);
  return blanks.lastIndex;
}

function physicalEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

function lineInDoubt(text: string, at: number): LineInDoubt {
  return { start: at, text: text.slice(at, physicalEnd(text, at)).replace(/\n$/, '') };
}
