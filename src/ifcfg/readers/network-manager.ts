/** NetworkManager's plugin ifcfg-rh: a line is an assignment or nothing, and nothing is expanded (NetworkManager: shvar.c). */
import { readAnsiC } from '../shell/ansi-c.ts';
import type { LineReading, LineReadings } from './line-reading.ts';

const assignment = /^[ \t\v\f\r]*([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/;

/** The last assignment of a key counts. */
export function readAsNetworkManager(text: string): LineReadings {
  const readings = new Map<string, LineReading>();
  // It reads strings of C.
  const [seen = ''] = text.split('\0', 1);
  for (const [index, line] of seen.split('\n').entries()) {
    const [, key, raw] = assignment.exec(line) ?? [];
    if (key !== undefined && raw !== undefined) readings.set(key, { value: readValue(raw), line: index + 1 });
  }
  return readings;
}

/** What it cannot read is an empty value to it; what isn't UTF-8 too. */
function readValue(raw: string): string | undefined {
  let value = '';
  for (let at = 0; at < raw.length;) {
    const character = raw.charAt(at);
    if (/[ \t\v\f\r;]/.test(character)) return isRest(raw, at) ? wellFormed(value) : '';
    const piece = readPiece(raw, at);
    if (piece === undefined) return '';
    if (piece.value === undefined) return undefined;
    value += piece.value;
    at = piece.end;
  }
  return wellFormed(value);
}

/** One semicolon and a comment may follow a value (svUnescape). */
function isRest(raw: string, at: number): boolean {
  const blanks = /[ \t\v\f\r]*;?/y;
  blanks.lastIndex = at;
  blanks.test(raw);
  const comment = /[ \t\v\f\r]*(?:#|$)/y;
  comment.lastIndex = blanks.lastIndex;
  return comment.test(raw);
}

function wellFormed(value: string): string {
  return /[\ud800-\udfff]/u.test(value) ? '' : value;
}

interface Piece {
  readonly value: string | undefined;
  readonly end: number;
}

function readPiece(raw: string, at: number): Piece | undefined {
  const character = raw.charAt(at);
  if (character === '\\') return at + 1 < raw.length ? { value: raw.charAt(at + 1), end: at + 2 } : undefined;
  if (character === "'") return readSingleQuotes(raw, at + 1);
  if (character === '"') return readDoubleQuotes(raw, at);
  if (character === '$' && raw[at + 1] === "'") return readAnsiC(raw, at + 2);
  return '|&()<>'.includes(character) ? undefined : { value: character, end: at + 1 };
}

function readSingleQuotes(raw: string, start: number): Piece | undefined {
  const end = raw.indexOf("'", start);
  return end < 0 ? undefined : { value: raw.slice(start, end), end: end + 1 };
}

function readDoubleQuotes(raw: string, start: number): Piece | undefined {
  const [whole, inside] = /^"((?:[^"\\$`]|\\[^])*)"/.exec(raw.slice(start)) ?? [];
  if (whole === undefined || inside === undefined) return undefined;
  const escapable = isOldStyle(raw) ? /\\(["$\\`'~])/g : /\\(["$\\`])/g;
  return { value: inside.replace(escapable, '$1'), end: start + whole.length };
}

/** As its own old versions wrote values, which escaped more than bash does (_looks_like_old_svescaped). */
function isOldStyle(raw: string): boolean {
  return /^"(?:[^"\\$`'~]|\\["\\$`'~])*"$/.test(raw);
}
