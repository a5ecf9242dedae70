/** Where a rule in a file of nft's compares an interface. */
import { behindGroup, isWord, splitList, type Token } from './tokens.ts';
import { wordsIn, type Variables } from './variables.ts';

const keys = ['iif', 'iifname', 'oif', 'oifname'];

export interface Comparison {
  /** The index of the word `iifname`. */
  readonly key: number;
  readonly direction: 'in' | 'out';
  readonly negated: boolean;
  /** The named set or map; then it has no entries. */
  readonly set: string | undefined;
  /** Each with the name of an interface, and in a map the words of what it leads to. */
  readonly entries: readonly { readonly name: string; readonly value: readonly Token[] }[];
  readonly isMap: boolean;
  /** The indices of the words that it is compared with: the first, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/** All of them; undefined where one has a form that is not known here. */
export function comparisonsIn(tokens: readonly Token[], variables: Variables): readonly Comparison[] | undefined {
  const found = tokens.flatMap((token, at) => (isWord(token, ...keys) ? [comparisonAt(tokens, at, variables)] : []));
  // Of routes: `fib daddr . iif oifname eth0` (nft(8): FIB EXPRESSIONS).
  if (found.length > 0 && tokens.some((token) => isWord(token, 'fib'))) return undefined;
  return found.includes(undefined) ? undefined : found.filter((one) => one !== undefined);
}

function comparisonAt(tokens: readonly Token[], key: number, variables: Variables): Comparison | undefined {
  const operator = isWord(tokens[key + 1], '!=', '==') ? 1 : 0;
  const isMap = isWord(tokens[key + 1], 'vmap', 'map');
  const from = key + 1 + operator + (isMap ? 1 : 0);
  const first = tokens[from];
  if (first === undefined || isWord(tokens[key - 1], '.') || isWord(first, '.')) return undefined;
  const to = isWord(first, '{') ? behindGroup(tokens, from) : from + 1;
  if (to === undefined || isWord(tokens[to], '.', ',', ':', '-', '/')) return undefined;
  const words = tokens.slice(from, to);
  const isNamed = !first.quoted && first.text.startsWith('@');
  const entries = isNamed ? [] : entriesOf(words, isMap, variables);
  return (
    entries && {
      ...{ key, direction: tokens[key]?.text.startsWith('i') === true ? 'in' : 'out' },
      ...{ negated: isWord(tokens[key + 1], '!='), set: isNamed ? first.text.slice(1) : undefined },
      ...{ entries, isMap, from, to },
    }
  );
}

function entriesOf(words: readonly Token[], isMap: boolean, variables: Variables): Comparison['entries'] | undefined {
  const parts = isMap ? splitList(words.slice(1, -1)) : wordsIn(words, variables);
  const entries = parts?.map((part) => {
    const colon = part.findIndex((token) => isWord(token, ':'));
    const [names, value] = colon === -1 ? [part, []] : [part.slice(0, colon), part.slice(colon + 1)];
    const [name, ...more] = wordsIn(names, variables)?.flat() ?? [];
    const isKnown = name !== undefined && more.length === 0 && isMap === colon > 0;
    return isKnown ? { name: name.text, value } : undefined;
  });
  return entries === undefined || entries.includes(undefined) ? undefined : entries.filter((one) => one !== undefined);
}
