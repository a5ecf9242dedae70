/** Text that others wrote, made fit for a terminal. */

/**
 * One line: whatever moves the cursor, colours, or turns the direction of writing is shown as an escape instead, so that
 * nothing can make a terminal show what is not so (CVE-2024-52337).
 */
export function safeLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

/** Several lines, such as a diff: line breaks and tabs stay. */
export function safeText(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

/** JSON that a terminal can show too: the same characters as JSON's own escapes. */
export function safeJson(value: unknown): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, 2).replaceAll(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => escape(character[index] ?? '')).join(''),
  );
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
