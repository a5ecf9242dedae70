/** `$'…'`: bash's quoting with escapes (bash(1), QUOTING). */

const named: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['E', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['?', '?'],
]);
const numeric = /(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3}))/y;

/** A part of a word. */
export interface Piece {
  /** Without quotes and escapes; undefined where only bash could say what it is. */
  readonly value: string | undefined;
  /** The index after the piece. */
  readonly end: number;
}

/**
 * The text between the quotes; `start` is the index after `$'`. Undefined where the quote does not end. Without a value where an
 * escape ends it early (`\c`, NUL), or has a meaning that depends on the locale (anything beyond ASCII) or on the version of
 * bash (`\x{`).
 */
export function readAnsiC(text: string, start: number): Piece | undefined {
  const close = /(?:[^'\\]|\\[^])*'/y;
  close.lastIndex = start;
  if (!close.test(text)) return undefined;
  const end = close.lastIndex;
  return { value: unescape(text, start, end - 1), end };
}

function unescape(text: string, start: number, end: number): string | undefined {
  let value = '';
  for (let at = start; at < end;) {
    const backslash = text.indexOf('\\', at);
    const plain = backslash < 0 || backslash > end ? end : backslash;
    value += text.slice(at, plain);
    if (plain === end) return value;
    const escape = readEscape(text, plain + 1);
    if (escape === undefined) return undefined;
    value += escape.value;
    at = escape.end;
  }
  return value;
}

function readEscape(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  const character = text[at];
  if (character === undefined || character === '\n' || character === 'c') return undefined;
  const plain = named.get(character);
  if (plain !== undefined) return { value: plain, end: at + 1 };
  numeric.lastIndex = at;
  // What bash makes of hexadecimal digits in braces, it does not document, and changes (bash: ansicstr).
  if (text.startsWith('x{', at)) return undefined;
  const match = numeric.exec(text);
  // bash keeps the backslash of an escape that it does not know.
  if (match === null) return character < '\x80' ? { value: `\\${character}`, end: at + 1 } : undefined;
  const [whole, byte, short, long, octal] = match;
  const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  return code > 0 && code < 0x80 ? { value: String.fromCharCode(code), end: at + whole.length } : undefined;
}
