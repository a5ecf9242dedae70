/** wicked: lines of at most 511 bytes, one pair of quotes around a value, no escapes (wicked: sysconfig.c). */
import type { LineReading, LineReadings } from './line-reading.ts';

/** What its buffer takes of a line, the newline counted. */
const longest = 511;

/** The last assignment of a key that it can read counts. */
export function readAsWicked(text: string): LineReadings {
  const readings = new Map<string, LineReading>();
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    for (const chunk of chunksOf(line)) {
      const [, key, raw] = /^[ \t\n\v\f\r]*([A-Za-z][A-Za-z0-9_]*)=([^\0]*)/.exec(chunk) ?? [];
      const value = raw === undefined ? undefined : unquote(raw);
      if (key !== undefined && value !== undefined) readings.set(key, { value, line: index + 1 });
    }
  }
  return readings;
}

/** What is longer is read as several lines. */
function chunksOf(line: string): readonly string[] {
  if (line.length * 3 <= longest) return [line];
  const bytes = new TextEncoder().encode(line);
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += longest)
    chunks.push(new TextDecoder().decode(bytes.slice(at, at + longest)));
  return chunks;
}

/** Undefined where it passes over the line: the quote isn't closed, or a bare value ends with the file. */
function unquote(raw: string): string | undefined {
  const quote = raw.charAt(0);
  const end = quote === '"' || quote === "'" ? raw.indexOf(quote, 1) : raw.search(/[ \t\n\v\f\r]/);
  if (end < 0) return undefined;
  return quote === '"' || quote === "'" ? raw.slice(1, end) : raw.slice(0, end);
}
