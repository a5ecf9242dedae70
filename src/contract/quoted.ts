/** Text from a caller or a file, made safe for an error or a log line. */

const longest = 64;

/**
 * The text in single quotes, at most 64 characters of it. All but printable ASCII is escaped, so that it can neither forge a
 * log line nor reverse a terminal's text (CVE-2024-52337), and look-alike letters show.
 */
export function quoted(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longest));
  const shown = characters.slice(0, longest).map(escaped).join('');
  return characters.length > longest ? `'${shown}...'` : `'${shown}'`;
}

function escaped(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  return /^[ -~]$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
