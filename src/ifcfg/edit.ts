/** Changes of single keys; all other bytes stay. Each change is read again before it counts. */
import { Lines } from './lines.ts';
import { skipBlanks } from './shell/blanks.ts';
import { readText, type PlacedAssignment, type Reading, type Statement } from './shell/reading.ts';
import { requireKey, requireValue, writeAssignment } from './written.ts';

/** Replaces `start` to `end` of the text. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with the value for the key. Throws as `set` of types.ts says. */
export function setKey(text: string, key: string, value: string): string {
  requireKey(key);
  requireValue(key, value);
  const before = requireClear(readText(text), key);
  if (before.values.get(key) === value) return text;
  const last = before.assignments.findLast((assignment) => assignment.key === key);
  const inPlace = last === undefined ? undefined : replaceAssignment(text, last, value);
  const found = [inPlace, append(text, key, value)].find(
    (after) => after !== undefined && isRight(before, after, key, value),
  );
  if (found !== undefined) return found;
  throw new Error(`'${key}' cannot be set, because of code in ${place(before, key)}; write plain KEY=value lines`);
}

/** The text without the key. Throws as `delete` of types.ts says. */
export function deleteKey(text: string, key: string): string {
  requireKey(key);
  const before = requireClear(readText(text), key);
  if (!before.values.has(key)) return text;
  const after = without(
    text,
    before.assignments.filter((assignment) => assignment.key === key),
  );
  if (isRight(before, after, key, undefined)) return after;
  throw new Error(`'${key}' cannot be taken out of ${place(before, key)}; write plain KEY=value lines`);
}

/** The text without the assignments of the key that say something else than the last one, which overrides them. */
export function dropOverridden(text: string, key: string): string {
  const before = requireClear(readText(text), key);
  const value = before.values.get(key);
  const earlier = before.assignments.filter((assignment) => assignment.key === key).slice(0, -1);
  const after = without(
    text,
    earlier.filter((one) => one.append || one.value !== value),
  );
  return isRight(before, after, key, value) ? after : text;
}

function requireClear(reading: Reading, key: string): Reading {
  const lost = reading.lostAt === undefined ? undefined : reading.statements[reading.lostAt];
  if (lost === undefined) return reading;
  const line = new Lines(reading.text).at(lost.start);
  throw new Error(
    `'${key}' cannot be changed, because code in line ${line} may change any key; write plain KEY=value lines`,
  );
}

/** Whether the key is as it should be, and all others as they were. */
function isRight(before: Reading, text: string, key: string, value: string | undefined): boolean {
  const after = readText(text);
  if (after.lostAt !== undefined || after.values.get(key) !== value) return false;
  if (after.values.has(key) !== (value !== undefined)) return false;
  const others = (reading: Reading): number => reading.values.size - (reading.values.has(key) ? 1 : 0);
  if (others(before) !== others(after)) return false;
  return [...before.values].every(([other, was]) => {
    return other === key || (after.values.has(other) && after.values.get(other) === was);
  });
}

function place(reading: Reading, key: string): string {
  const lines = new Lines(reading.text);
  const statement = reading.statements.findLast(({ effects }) =>
    effects.some((one) => 'key' in one && one.key === key),
  );
  const last = statement ?? reading.statements.at(-1);
  return `line ${last === undefined ? 1 : lines.at(last.start)}`;
}

/**
 * What stands before a lone assignment (blanks, `export`) goes, because only bash reads the key behind it, and so does a line's
 * end behind it that only bash reads over.
 */
function replaceAssignment(text: string, assignment: PlacedAssignment, value: string): string {
  const { statement, key, start, end } = assignment;
  if (!isAlone(text, assignment)) return splice(text, [{ start, end, text: writeAssignment(key, value, text[end]) }]);
  const next = skipBlanks(text, end);
  const goesOn = text.slice(end, next).includes('\\\n');
  const blank = goesOn && next < text.length && text[next] !== '\n' ? ' ' : '';
  const written = writeAssignment(key, value, blank === '' ? text[goesOn ? next : end] : blank);
  return splice(text, [{ start: statement.start, end: goesOn ? next : end, text: `${written}${blank}` }]);
}

function append(text: string, key: string, value: string): string {
  const newline = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${newline}${writeAssignment(key, value, '\n')}\n`;
}

const leading = /^(?:[ \t]|\\\n)*(?:export(?:[ \t]|\\\n)+)?$/;
const trailing = /^(?:#[^\n]*)?\n?$/;

function isAlone(text: string, { statement, start, end }: PlacedAssignment): boolean {
  const next = skipBlanks(text, end);
  const rest = text[next] === ';' ? skipBlanks(text, next + 1) : next;
  return leading.test(text.slice(statement.start, start)) && trailing.test(text.slice(rest, statement.end));
}

function without(text: string, assignments: readonly PlacedAssignment[]): string {
  const statements = new Map<Statement, PlacedAssignment[]>();
  for (const one of assignments) {
    const others = statements.get(one.statement);
    if (others === undefined) statements.set(one.statement, [one]);
    else others.push(one);
  }
  const splices = [...statements].flatMap(([statement, going]) => {
    const first = going[0];
    const last = going.at(-1);
    if (first === undefined || last === undefined) return [];
    // The line goes as a whole, with `export` and what follows, where nothing else is left of it.
    const between = splice(
      text.slice(first.start, last.end),
      going.map((one) => shifted(one, first.start)),
    );
    const isWhole = /^(?:[ \t]|\\\n)*$/.test(between) && isAlone(text, { ...first, end: last.end });
    return isWhole
      ? [{ start: statement.start, end: statement.end, text: '' }]
      : going.map((one) => removal(text, one));
  });
  return splice(text, splices);
}

function shifted({ start, end }: PlacedAssignment, by: number): Splice {
  return { start: start - by, end: end - by, text: '' };
}

/** With the blanks behind it, and with its `;` where it is a command of its own. */
function removal(text: string, { statement, start, end }: PlacedAssignment): Splice {
  let before = start;
  while (before > statement.start && ' \t'.includes(text.charAt(before - 1))) before -= 1;
  const isCommand = before === statement.start || text[before - 1] === ';';
  const next = skipBlanks(text, end);
  return { start, end: isCommand && text[next] === ';' ? skipBlanks(text, next + 1) : next, text: '' };
}

/** The splices stand in the order of the text, and none of them in another. */
function splice(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: inserted } of splices) {
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}
