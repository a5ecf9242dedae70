/** Makes text from a caller safe for a sentence, a terminal or the log. */

/** One line: control characters, line breaks and characters that change the direction of text become question marks. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** One line, cut where it is too long to be quoted. */
export function printable(name: string): string {
  return name.length > 64 ? `${oneLine(name.slice(0, 64))}…` : oneLine(name);
}
