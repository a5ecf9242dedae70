/** Text from elsewhere, made safe for a terminal. */

/**
 * One line. Characters that move the cursor, set colours or reverse the direction of writing are shown as escapes, so that text
 * cannot forge a terminal's output (CVE-2024-52337).
 */
export function safeLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

/** Several lines, as of a diff: line breaks and tabs stay. */
export function safeText(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

/** JSON that is safe for a terminal: the same characters as JSON escapes. */
export function safeJson(value: unknown): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, 2).replaceAll(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => escape(character[index] ?? '')).join(''),
  );
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
