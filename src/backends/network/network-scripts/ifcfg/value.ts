/** The value of one assignment, as bash reads it; what bash would expand or run is not a value to us. */
import { readAnsiC, type Piece } from './ansi-c.ts';

const ends = new Set([' ', '\t', '\n', ';']);
// Expansion, redirection and control operators; ~ is expanded at the start of a value and after each colon.
const active = new Set(['$', '`', '|', '&', '<', '>', '(', ')', '~']);
// bash expands these in the arguments of `export`, but not in a plain assignment.
const patterns = new Set(['*', '?', '[', ']', '{', '}']);

/**
 * The value that begins at `start` and the index after it, or undefined where only a shell could say what it is.
 * `exported`: the assignment is an argument of `export`.
 */
export function readValue(text: string, start: number, exported: boolean): Piece | undefined {
  let value = '';
  let at = start;
  for (;;) {
    const character = text[at];
    if (character === undefined || ends.has(character)) return { value, end: at };
    const piece = readPiece(text, at, exported);
    if (piece === undefined) return undefined;
    value += piece.value;
    at = piece.end;
  }
}

function readPiece(text: string, at: number, exported: boolean): Piece | undefined {
  const character = text.charAt(at);
  if (character === '\\') return readBackslash(text, at);
  if (character === "'") return readSingleQuotes(text, at + 1);
  if (character === '"') return readDoubleQuotes(text, at + 1);
  if (character === '$' && text[at + 1] === "'") return readAnsiC(text, at + 2);
  if (active.has(character) || (exported && patterns.has(character))) return undefined;
  // Whether a character beyond ASCII ends a word depends on the locale.
  return character < '\x7f' ? { value: character, end: at + 1 } : undefined;
}

function readBackslash(text: string, at: number): Piece | undefined {
  const escaped = text[at + 1];
  if (escaped === undefined || escaped >= '\x7f') return undefined;
  // A line continued at the end of the file would swallow whatever is added to it.
  if (escaped === '\n' && at + 2 === text.length) return undefined;
  return { value: escaped === '\n' ? '' : escaped, end: at + 2 };
}

function readSingleQuotes(text: string, start: number): Piece | undefined {
  const end = text.indexOf("'", start);
  const value = text.slice(start, end);
  return end < 0 || value.includes('\n') ? undefined : { value, end: end + 1 };
}

function readDoubleQuotes(text: string, start: number): Piece | undefined {
  let value = '';
  for (let at = start; ; at += 1) {
    const character = text[at];
    if (character === '"') return { value, end: at + 1 };
    if (character === undefined || character === '\n' || character === '$' || character === '`') return undefined;
    if (character !== '\\') {
      value += character;
      continue;
    }
    at += 1;
    const escaped = text[at];
    if (escaped === undefined) return undefined;
    if (escaped !== '\n') value += '$`"\\'.includes(escaped) ? escaped : `\\${escaped}`;
  }
}
