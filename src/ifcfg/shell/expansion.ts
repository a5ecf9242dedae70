/** What bash would expand: it is skipped, never evaluated. What may change a variable while it is expanded is a Doubt. */
import { deeper, doubt, stop, type Source } from './source.ts';

const parameter = /\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!-])/y;
// `${A:=x}` sets A, `${A?}` may end bash, and a subscript or an offset is arithmetic, which may set anything.
const braced =
  /\$\{(?:#?[A-Za-z_][A-Za-z0-9_]*|[A-Za-z_0-9][A-Za-z0-9_]*(?::?[-+]|##?|%%?)[A-Za-z0-9._:/ -]*|[0-9]+)\}/y;

/**
 * The index after what begins with the `$` at `at`, or undefined where it is only a `$`. Quotes after it are the caller's
 * business. Throws Doubt.
 */
export function skipDollar(source: Source, at: number): number | undefined {
  const { text } = source;
  const next = text[at + 1];
  // `$$`: programs that know the number may end bash.
  if (next === '$' || next === '[' || text.startsWith('((', at + 1) || text.startsWith('\\\n', at + 1)) throw doubt();
  if (next === '(') return source.skipCommands(deeper(source), at + 2);
  const pattern = next === '{' ? braced : parameter;
  pattern.lastIndex = at;
  if (pattern.test(text)) return pattern.lastIndex;
  if (next === '{') throw doubt();
  return undefined;
}

/** The index after the backtick that ends those commands; `start` is the index after the first. */
export function skipBackticks(source: Source, start: number): number {
  const commands = /(?:[^`\\]|\\[^])*`/y;
  commands.lastIndex = start;
  if (!commands.test(source.text)) throw stop(source);
  return commands.lastIndex;
}
