/** What a simple command does to the variables (bash(1), SIMPLE COMMAND EXPANSION and SHELL BUILTIN COMMANDS). */
import { declaring, harmless, otherBuiltins, reservedWords } from './builtins.ts';
import { perhaps, type Assignment, type Effect } from './effects.ts';
import type { SimpleCommand } from './simple-command.ts';

const lose: readonly Effect[] = [{ type: 'lose' }];
const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function effectsOf(command: SimpleCommand): readonly Effect[] {
  const { assignments, words, redirected } = command;
  const [first] = words;
  // A redirection that fails may keep the assignments from being made.
  if (first === undefined) return redirected ? perhaps(assignments) : assignments;
  if (first.value === undefined || reservedWords.has(first.value)) return lose;
  // Before a program, assignments are made for the program alone.
  const isProgram = !otherBuiltins.has(first.value) && !declaring.has(first.value) && !harmless.has(first.value);
  const values = words.slice(1).map(({ value }) => value);
  if (isProgram || isHarmless(first.value, values)) {
    return [{ type: 'call', name: first.value, program: isProgram, behind: false, keys: keysOf(assignments) }];
  }
  if (assignments.length > 0 || redirected) return lose;
  return effectsOfBuiltin(first.value, command);
}

function isHarmless(command: string, values: readonly (string | undefined)[]): boolean {
  if (harmless.has(command)) return true;
  // `printf -v NAME` sets NAME, `test -v NAME[…]` is arithmetic.
  if (command === 'printf') return values[0] !== undefined && !values[0].startsWith('-');
  if (command === 'test' || command === '[') return !values.includes('-v') && !values.includes('-R');
  return false;
}

function effectsOfBuiltin(builtin: string, { words, declared }: SimpleCommand): readonly Effect[] {
  const values = words.slice(1).map(({ value }) => value);
  if (builtin === 'unset') return namesOnly(values)?.map((key) => ({ type: 'unset', key })) ?? lose;
  if (builtin === 'return')
    return values.every((value) => /^[0-9]{1,3}$/.test(value ?? '')) ? [{ type: 'return' }] : lose;
  if (!declaring.has(builtin)) return lose;
  const names = namesOnly(builtin === 'declare' || builtin === 'typeset' ? withoutFlags(values) : values);
  // Without arguments they print.
  if (names === undefined || names.length + declared.length === 0) return lose;
  if (builtin === 'export') return declared;
  if (builtin === 'readonly') return [...declared.flatMap((one) => [one, protect(one.key)]), ...names.map(protect)];
  // In a function their variables are the function's, and ifup reads the file in one (network-functions: source_config).
  const keys = [...keysOf(declared), ...names];
  return keys.flatMap((key) => [{ type: 'forget', key, forever: true }, protect(key)]);
}

/** Of `-x`, `-g` and `-r`; others make assignments mean something else. */
function withoutFlags(values: readonly (string | undefined)[]): readonly (string | undefined)[] {
  return values.filter((value) => value === undefined || !/^-[xgr]+$/.test(value));
}

function namesOnly(values: readonly (string | undefined)[]): readonly string[] | undefined {
  return values.every((value): value is string => value !== undefined && name.test(value)) ? values : undefined;
}

function keysOf(assignments: readonly Assignment[]): readonly string[] {
  return assignments.map(({ key }) => key);
}

function protect(key: string): Effect {
  return { type: 'protect', key };
}
