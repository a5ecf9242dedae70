/** A whole text as bash reads it when it sources it: which statements it has, and what the variables are afterwards. */
import { skipLine } from './blanks.ts';
import { readLine } from './commands.ts';
import type { Assignment, Effect } from './effects.ts';
import { Doubt } from './source.ts';
import { Variables } from './variables.ts';

/** A line, with all the lines that it goes on. */
export interface Statement {
  readonly start: number;
  /** Behind its newline. */
  readonly end: number;
  readonly effects: readonly Effect[];
  /** `stops`: bash reports a syntax error, and reads no further. `lost`: only bash can tell what it does. */
  readonly doubt: 'stops' | 'lost' | undefined;
}

/** An assignment that is made, whatever happens. */
export interface PlacedAssignment extends Assignment {
  readonly statement: Statement;
}

export interface Reading {
  readonly text: string;
  /** In order, also those that bash doesn't come to. */
  readonly statements: readonly Statement[];
  /** In order: those that bash comes to. */
  readonly assignments: readonly PlacedAssignment[];
  /** Each key that has a value afterwards, in the order in which they were set; undefined where it cannot be told. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** The index of the statement after which every key may have any value. */
  readonly lostAt: number | undefined;
  /** The index of the first statement that bash doesn't come to. */
  readonly endsAt: number | undefined;
}

/** The last readings: a text that is changed key by key is read several times in each of its forms. */
const last = new Map<string, Reading>();
/** How many of them, of texts of at most so many characters. */
const [mostKept, longestKept] = [8, 8192];

/** Never throws. Takes time in proportion to the text. */
export function readText(text: string): Reading {
  const known = last.get(text);
  if (known !== undefined) return known;
  const reading = readAnew(text);
  if (text.length <= longestKept) last.set(text, reading);
  const [oldest] = last.keys();
  if (last.size > mostKept && oldest !== undefined) last.delete(oldest);
  return reading;
}

function readAnew(text: string): Reading {
  const statements: Statement[] = [];
  for (let at = 0; at < text.length;) {
    const statement = readStatement(text, at);
    statements.push(statement);
    at = statement.end;
  }
  return run(text, statements);
}

function readStatement(text: string, start: number): Statement {
  try {
    const { effects, end } = readLine(text, start);
    return { start, end: skipLine(text, end), effects, doubt: undefined };
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
    return { start, end: skipLine(text, start), effects: [], doubt: error.stops ? 'stops' : 'lost' };
  }
}

function run(text: string, statements: readonly Statement[]): Reading {
  const variables = new Variables();
  const assignments: PlacedAssignment[] = [];
  const last = statements.findLastIndex(({ effects, doubt }) => effects.length > 0 || doubt !== undefined);
  let endsAt: number | undefined;
  // bash drops NUL, or takes the file for a program; versions differ.
  let lostAt = text.includes('\0') ? 0 : undefined;
  for (const [index, statement] of statements.entries()) {
    const returns = statement.effects.findIndex(({ type }) => type === 'return');
    const made = returns < 0 ? statement.effects : statement.effects.slice(0, returns);
    for (const effect of made) if (effect.type === 'assign') assignments.push({ ...effect, statement });
    if (statement.doubt === 'lost' || !variables.apply(made) || (index === last && takesOver(made))) lostAt ??= index;
    if (statement.doubt !== 'stops' && returns < 0) continue;
    endsAt = statement.doubt === 'stops' ? index : index + 1;
    break;
  }
  return { text, statements, assignments, values: variables.values, lostAt, endsAt };
}

/**
 * bash 5.2 runs a program that ends a file behind other commands of its line in place of itself, where the file is read in a
 * subshell, as the network service reads it (bash: optimize_connection_fork).
 */
function takesOver(effects: readonly Effect[]): boolean {
  return effects.some((effect) => effect.type === 'call' && effect.program && effect.behind);
}
