/** Writes new ifcfg files, and changes single keys of an administrator's: all other bytes stay. */
import { fileHeader } from '../../../../contract/names.ts';
import { parseIfcfg, type IfcfgFile } from './parse.ts';
import type { Assignment } from './lines.ts';
import { writeAssignment } from './value-alphabet.ts';

export interface IfcfgChanges {
  readonly set?: ReadonlyMap<string, string>;
  readonly remove?: Iterable<string>;
}

/** Replaces `start` to `end` of the text. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A whole new file: our header, then the entries in their order. Throws Refused for a value that cannot be written. */
export function writeIfcfg(entries: ReadonlyMap<string, string>): string {
  const lines = [...entries].map(([key, value]) => writeAssignment(key, value));
  return [fileHeader, ...lines, ''].join('\n');
}

/**
 * The file's text with the changes: a key that is set keeps the place of its last assignment and loses the earlier ones,
 * a new key goes to the end. A line that says so already is not touched. Throws Refused for a value that cannot be
 * written, and where the result would be read differently from what was meant.
 */
export function editIfcfg(file: IfcfgFile, changes: IfcfgChanges): string {
  const remove = new Set(changes.remove);
  const set = changes.set ?? new Map<string, string>();
  const decided = file.assignments.map((assignment) => ({ assignment, fate: fateOf(file, assignment, set, remove) }));
  const splices = decided.flatMap((each) => spliceFor(file.text, each, decided));
  const added = [...set].filter(([key]) => file.get(key) === undefined);
  const text = append(applySplices(file.text, splices), added);
  if (text !== file.text) parseIfcfg(file.name, text);
  return text;
}

/** `keep`, `remove`, or the assignment that takes its place. */
type Fate = 'keep' | 'remove' | { readonly written: string };
interface Decided {
  readonly assignment: Assignment;
  readonly fate: Fate;
}

function fateOf(
  file: IfcfgFile,
  assignment: Assignment,
  set: ReadonlyMap<string, string>,
  remove: ReadonlySet<string>,
): Fate {
  const { key } = assignment;
  const value = set.get(key);
  if (value === undefined) return remove.has(key) ? 'remove' : 'keep';
  if (assignment.value === value && file.get(key) === value) return 'keep';
  const isLast = file.assignments.findLast((other) => other.key === key) === assignment;
  return isLast ? { written: writeAssignment(key, value) } : 'remove';
}

function spliceFor(text: string, { assignment, fate }: Decided, all: readonly Decided[]): Splice[] {
  if (fate === 'keep') return [];
  if (fate !== 'remove') return [replacement(assignment, fate.written)];
  const sameLine = all.filter((other) => other.assignment.lineStart === assignment.lineStart);
  if (sameLine.some((other) => other.fate !== 'remove')) return [removal(text, assignment)];
  // The line goes as a whole, with `export` and what follows, and it goes once.
  const isFirst = sameLine[0]?.assignment === assignment;
  return isFirst ? [{ start: assignment.lineStart, end: assignment.lineEnd, text: '' }] : [];
}

/** What stands before a lone assignment (blanks, `export`) goes, because grep looks for it at the start of the line. */
function replacement(assignment: Assignment, written: string): Splice {
  const start = assignment.alone ? assignment.lineStart : assignment.start;
  return { start, end: assignment.end, text: written };
}

function removal(text: string, assignment: Assignment): Splice {
  const blanks = /[ \t]*/y;
  blanks.lastIndex = assignment.end;
  blanks.test(text);
  return { start: assignment.start, end: blanks.lastIndex, text: '' };
}

function applySplices(text: string, splices: readonly Splice[]): string {
  return splices.reduceRight((result, { start, end, text: inserted }) => {
    return result.slice(0, start) + inserted + result.slice(end);
  }, text);
}

function append(text: string, added: readonly (readonly [string, string])[]): string {
  const lines = added.map(([key, value]) => `${writeAssignment(key, value)}\n`).join('');
  return lines === '' || text === '' || text.endsWith('\n') ? text + lines : `${text}\n${lines}`;
}
