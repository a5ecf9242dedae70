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

export interface Piece {
  readonly value: string;
  /** The index after the piece. */
  readonly end: number;
}

/**
 * The text between the quotes; `start` is the index after `$'`. Undefined where the quote does not end on its line, or
 * holds an escape that ends the value (`\c`, NUL), or whose meaning depends on the locale (anything beyond ASCII) or on
 * the version of bash (`\x{`).
 */
export function readAnsiC(text: string, start: number): Piece | undefined {
  let value = '';
  let at = start;
  for (;;) {
    const character = text[at];
    if (character === undefined || character === '\n') return undefined;
    if (character === "'") return { value, end: at + 1 };
    const piece = character === '\\' ? readEscape(text, at + 1) : { value: character, end: at + 1 };
    if (piece === undefined) return undefined;
    value += piece.value;
    at = piece.end;
  }
}

function readEscape(text: string, at: number): Piece | undefined {
  const character = text[at];
  if (character === undefined || character === '\n' || character === 'c') return undefined;
  const plain = named.get(character);
  if (plain !== undefined) return { value: plain, end: at + 1 };
  numeric.lastIndex = at;
  // What bash makes of hexadecimal digits in braces, it does not document, and changes (bash: ansicstr).
  if (text.startsWith('x{', at)) return undefined;
  const match = numeric.exec(text);
  // bash keeps the backslash of an escape that it does not know.
  if (match === null) return { value: `\\${character}`, end: at + 1 };
  const [whole, byte, short, long, octal] = match;
  const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  return code > 0 && code < 0x80 ? { value: String.fromCharCode(code), end: at + whole.length } : undefined;
}
