/** Words of a file put together again. */
import type { Token } from './tokens.ts';

/** As in the file, but on one line and without comments. */
export function textOf(tokens: readonly Token[], file: string): string {
  return tokens
    .map((token, at) => {
      const before = tokens[at - 1];
      const gap = before === undefined ? '' : file.slice(before.end, token.start);
      return `${/^[ \t]*$/.test(gap) ? gap : ' '}${file.slice(token.start, token.end)}`;
    })
    .join('');
}

/** The same for the spellings in which people, we and nft write it. */
export function plain(text: string): string {
  return text
    .replaceAll(/\bmeta (?=[io]if)/g, '')
    .replaceAll('"', '')
    .replaceAll(/\s+/g, ' ');
}
