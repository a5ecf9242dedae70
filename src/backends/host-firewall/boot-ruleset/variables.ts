/** Variables of nft's language (nft(8): SYMBOLIC VARIABLES). */
import { isWord, splitList, type Token } from './tokens.ts';

/** The words of a variable's value; undefined where it is not known for sure. */
export type Variables = (name: string) => readonly Token[] | undefined;

/** Deep enough for variables that are made of others, and an end to those that are made of themselves. */
const deepest = 8;

/** The one word that these words come to, or the list; undefined where that is not known. */
export function wordsIn(
  tokens: readonly Token[],
  variables: Variables,
  depth = 0,
): readonly (readonly Token[])[] | undefined {
  const isList = isWord(tokens[0], '{') && isWord(tokens.at(-1), '}');
  const parts = isList ? splitList(tokens.slice(1, -1)) : [tokens];
  const found = parts.map((part) => {
    const name = part.length === 1 ? variableIn(part[0]) : undefined;
    if (name === undefined) return [part];
    const value = variables(name);
    return value === undefined || depth === deepest ? undefined : wordsIn(value, variables, depth + 1);
  });
  return found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
}

/** The name in `$name`. */
export function variableIn(token: Token | undefined): string | undefined {
  return token !== undefined && !token.quoted && token.text.startsWith('$') ? token.text.slice(1) : undefined;
}
