/** The width of text in columns of a terminal. */
import { eastAsianWidth } from 'get-east-asian-width';

/** Colour sequences take no column (ECMA-48: SGR). */
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

export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** As much as fits, with an ellipsis if text is left out. @param text without colours. */
export function cutTo(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (widthOf(cut + character + ellipsis) > width) break;
    cut += character;
  }
  return cut + ellipsis;
}

/** Lines of at most `width` columns, broken at spaces, and in Japanese anywhere but before punctuation. */
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

/** Characters that never begin a line (JIS X 4051), with small kana. */
const closing = String.raw`[、。」』）】・：；！？…〜ー)\]}.,:;!?ぁぃぅぇぉっゃゅょァィゥェォッャュョ]`;
const wide = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
/** Pieces between which a line may break: a wide character, a word or spaces, each with characters that begin no line. */
const breakable = new RegExp(`[${wide}]${closing}*\\s*|[^\\s${wide}、。]+${closing}*\\s*|${closing}+\\s*|\\s+`, 'gu');
