/** The words of a file in nft's language (nft(8): LEXICAL CONVENTIONS). */

export interface Token {
  /** Without its quotes. A line's end is `\n`. */
  readonly text: string;
  readonly quoted: boolean;
  /** Where it begins and ends in the file. */
  readonly start: number;
  readonly end: number;
}

/** A comment, or a line that goes on behind a backslash; spaces; text in quotes, which knows no escapes; marks; words. */
const pattern = /(#[^\n]*|\\\r?\n|[^\S\n]+)|"([^"]*)"|\n|[{};,:]|[!=<>]=?|[^\s{};,:"#!=<>]+/gy;

/** Undefined where something is none of these. */
export function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, skipped, quoted] = match;
    end = match.index + whole.length;
    if (skipped === undefined) {
      tokens.push({ text: quoted ?? whole, quoted: quoted !== undefined, start: match.index, end });
    }
  }
  return end === text.length ? tokens : undefined;
}

/** Whether it is this very word, not in quotes. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token !== undefined && !token.quoted && words.includes(token.text);
}

/** The lists between commas, with what stands in inner braces together. @param tokens those inside of the braces. */
export function splitList(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const lists: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += isWord(token, '{') ? 1 : isWord(token, '}') ? -1 : 0;
    if (depth === 0 && isWord(token, ',')) lists.push([]);
    else lists.at(-1)?.push(token);
  }
  return lists.filter((list) => list.length > 0);
}

/** The index behind the brace that closes the one at `open`; undefined where none does. */
export function behindGroup(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    depth += isWord(tokens[at], '{') ? 1 : isWord(tokens[at], '}') ? -1 : 0;
    if (depth === 0) return at + 1;
  }
  return undefined;
}
