/** An assignment as it is written, so that its readers agree on the value. */
import { isChanging, isGoverning } from './shell/shell-variables.ts';

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;
const needsNoQuotes = /^[A-Za-z0-9._:/-]*$/;

/** Throws a RangeError for a key that bash would not take, or that is its own. */
export function requireKey(key: string): void {
  if (!name.test(key))
    throw new RangeError(`${JSON.stringify(key)} is no name of a variable; use letters, digits and _`);
  if (isGoverning(key) || isChanging(key)) throw new RangeError(`'${key}' belongs to the shell; use another key`);
}

/** Throws a RangeError for a value that no line can hold. */
export function requireValue(key: string, value: string): void {
  const problem = problemOf(value);
  if (problem !== undefined) throw new RangeError(`the value for '${key}' holds ${problem}; use one line of text`);
}

function problemOf(value: string): string | undefined {
  if (value.includes('\n')) return 'a newline, which only bash reads as part of a value';
  if (value.includes('\0')) return 'NUL, which no variable can hold';
  return isWellFormed(value) ? undefined : 'half of a character';
}

/** No surrogate stands alone. */
function isWellFormed(value: string): boolean {
  return !/[\ud800-\udfff]/u.test(value);
}

/**
 * `KEY=value`; `next` is the character behind it, undefined at the end of the text. wicked takes what follows a bare value as
 * part of it, up to a blank, and no bare value at the end of a file; it knows no escapes (wicked: sysconfig.c, unquote). So a value
 * with an apostrophe and with one of `"$\` and the backtick is one that wicked reads otherwise.
 */
export function writeAssignment(key: string, value: string, next: string | undefined): string {
  if (needsNoQuotes.test(value) && next !== undefined && /\s/.test(next)) return `${key}=${value}`;
  if (!value.includes("'")) return `${key}='${value}'`;
  return `${key}="${value.replace(/["$\\`]/g, '\\$&')}"`;
}
