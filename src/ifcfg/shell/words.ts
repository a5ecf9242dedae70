/** One word, as bash reads it: what it is without its quotes, and where it ends. */
import { readAnsiC, type Piece } from './ansi-c.ts';
import { isWordEnd } from './blanks.ts';
import { skipBackticks, skipDollar } from './expansion.ts';
import { stop, type Source } from './source.ts';

export interface Word extends Piece {
  readonly start: number;
  /** Neither quoted nor escaped: only such a word may be reserved. */
  readonly bare: boolean;
}

/** `declared`: an assignment in the arguments of `export` and its like, where braces are expanded. */
export type Place = 'plain' | 'declared';

/** The word that begins at `start`, which may be empty. Throws Doubt. */
export function readWord(source: Source, start: number, place: Place): Word {
  let value: string | undefined = '';
  let bare = true;
  let at = start;
  while (!isWordEnd(source.text[at])) {
    const piece = readPlain(source.text, at) ?? readPiece(source, at, place);
    bare &&= !'\\\'"$`'.includes(source.text.charAt(at));
    value = value === undefined || piece.value === undefined ? undefined : value + piece.value;
    at = piece.end;
  }
  return { start, end: at, value, bare };
}

const plain = /[^ \t\n;&|()<>\\'"$`~*?[\]{}]+/y;

/** Characters that mean themselves wherever they stand. In the C locale and in UTF-8 those beyond ASCII never end a word. */
function readPlain(text: string, at: number): Piece | undefined {
  plain.lastIndex = at;
  const match = plain.exec(text);
  return match === null ? undefined : { value: match[0], end: plain.lastIndex };
}

function readPiece(source: Source, at: number, place: Place): Piece {
  const { text } = source;
  const character = text.charAt(at);
  if (character === '\\') return readBackslash(text, at);
  if (character === "'") return readSingleQuotes(source, at + 1);
  if (character === '"') return readDoubleQuotes(source, at + 1);
  if (character === '`') return { value: undefined, end: skipBackticks(source, at + 1) };
  if (character === '$') return readDollar(source, at);
  if (character === '~') return { value: mayBeHome(text, at) ? undefined : '~', end: at + 1 };
  return { value: place === 'declared' && '{}'.includes(character) ? undefined : character, end: at + 1 };
}

/** A home folder begins a value, or follows a colon in it; what quotes before it do to that, is left open. */
function mayBeHome(text: string, at: number): boolean {
  return !/[A-Za-z0-9._/-]/.test(text.charAt(at - 1));
}

function readBackslash(text: string, at: number): Piece {
  const escaped = text[at + 1];
  // At the end of the file nothing says whether the line goes on.
  if (escaped === undefined) return { value: undefined, end: at + 1 };
  return { value: escaped === '\n' ? '' : escaped, end: at + 2 };
}

function readSingleQuotes(source: Source, start: number): Piece {
  const end = source.text.indexOf("'", start);
  if (end < 0) throw stop(source);
  return { value: source.text.slice(start, end), end: end + 1 };
}

function readDollar(source: Source, at: number): Piece {
  const quote = source.text[at + 1];
  if (quote === "'") {
    const piece = readAnsiC(source.text, at + 2);
    if (piece === undefined) throw stop(source);
    return piece;
  }
  // `$"…"` is translated.
  if (quote === '"') return { value: undefined, end: readDoubleQuotes(source, at + 2).end };
  const end = skipDollar(source, at);
  return end === undefined ? { value: '$', end: at + 1 } : { value: undefined, end };
}

function readDoubleQuotes(source: Source, start: number): Piece {
  let value: string | undefined = '';
  for (let at = start; ;) {
    if (source.text[at] === '"') return { value, end: at + 1 };
    const piece = readQuotedPiece(source, at);
    value = value === undefined || piece.value === undefined ? undefined : value + piece.value;
    at = piece.end;
  }
}

const quotedPlain = /[^"\\$`]+/y;

function readQuotedPiece(source: Source, at: number): Piece {
  const { text } = source;
  quotedPlain.lastIndex = at;
  const match = quotedPlain.exec(text);
  if (match !== null) return { value: match[0], end: quotedPlain.lastIndex };
  const character = text[at];
  if (character === undefined) throw stop(source);
  if (character === '`') return { value: undefined, end: skipBackticks(source, at + 1) };
  if (character === '$') {
    const end = skipDollar(source, at);
    return end === undefined ? { value: '$', end: at + 1 } : { value: undefined, end };
  }
  const escaped = text[at + 1];
  if (escaped === undefined) throw stop(source);
  if (escaped === '\n') return { value: '', end: at + 2 };
  return { value: '$`"\\'.includes(escaped) ? escaped : `\\${escaped}`, end: at + 2 };
}
