/** How many columns of a terminal a text takes. */
import { eastAsianWidth } from 'get-east-asian-width';

/** What colours a text takes no column (ECMA-48: SGR). */
// eslint-disable-next-line no-control-regex
const colours = /\x1b\[[0-9;]*m/g;

/** Columns: two for a wide character, none for a colour or a combining mark. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replaceAll(colours, '')) {
    if (!/[\p{M}\p{Cf}]/u.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}

/** Fills up with spaces. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** As much as fits, with an ellipsis where something is left out. @param text without colours. */
export function cutTo(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (widthOf(cut + character + ellipsis) > width) break;
    cut += character;
  }
  return cut + ellipsis;
}

/** Lines of at most so many columns, broken at spaces, and within Japanese anywhere but before its punctuation. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(breakable) ?? []) {
    if (line !== '' && widthOf(line + word.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return line.trimEnd() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}

/** What never begins a line (JIS X 4051: characters not at a line's start), beside small kana. */
const closing = String.raw`[、。」』）】・：；！？…〜ー)\]}.,:;!?ぁぃぅぇぉっゃゅょァィゥェォッャュョ]`;
const wide = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
/** Where a line may end: behind a wide character, behind a word, behind spaces; each with what must not begin the next. */
const breakable = new RegExp(`[${wide}]${closing}*\\s*|[^\\s${wide}、。]+${closing}*\\s*|${closing}+\\s*|\\s+`, 'gu');
