/** What a caller wrote, before it goes into a sentence, a terminal or the log. */

/** One line: control characters, line breaks and what turns the direction of writing become question marks. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** A name of any length, short enough to be quoted. */
export function printable(name: string): string {
  return name.length > 64 ? `${oneLine(name.slice(0, 64))}…` : oneLine(name);
}
