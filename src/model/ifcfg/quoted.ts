/** Quoting what stands in somebody's file, so that an error can show it without passing on control characters. */

/** Characters shown of one piece; more would bury the sentence. */
const longest = 80;
// What a terminal or a log would act on, or what cannot be seen: C0, DEL, C1, separators, bidirectional marks, BOM, lone surrogates.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` in double quotes, escaped as JSON would and beyond, at most 80 characters of it. */
export function quoted(text: string): string {
  const characters = Array.from(text);
  const shown = characters.slice(0, longest).join('');
  const escaped = JSON.stringify(shown).replace(unprintable, (character) => `\\u{${hexadecimal(character)}}`);
  return characters.length > longest ? `${escaped}…` : escaped;
}

function hexadecimal(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}
