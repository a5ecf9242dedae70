/** The twins of elements of named sets and maps in a file of nft's. */
import { isNamed, type Move } from '../shared/move.ts';
import type { BootFile } from './boot-files.ts';
import { behindElement, type Insertion } from './insertion.ts';
import type { SetStatement } from './script.ts';
import { plain, textOf } from './text-of.ts';
import { isWord, type Token } from './tokens.ts';
import { namesUplink } from './twin-rule.ts';

/** A set that has the uplink. */
interface SetTwins {
  /** `inet filter wan`. */
  readonly name: string;
  readonly insertions: readonly Insertion[];
  /** Where it has it in a form that is not known here. */
  readonly odd: Token | undefined;
}

/** None where it does not have the uplink. */
export function twinsOfElements(
  { table, name, holdsNames, elements }: SetStatement,
  { file, variables }: BootFile,
  { uplink, bridge }: Move,
): readonly SetTwins[] {
  const named = elements.filter((element) => namesUplink(element, uplink, variables).length > 0);
  if (named.length === 0) return [];
  const odd = named.find((element) => !namesUplink(element, uplink, variables).every((at) => isPart(element, at)));
  if (odd !== undefined || holdsNames === false) {
    return [{ name: `${table} ${name}`, insertions: [], odd: (odd ?? named[0])?.[0] }];
  }
  const there = new Set(elements.map((element) => plain(textOf(keyIn(element), file.text))));
  const isCovered = elements.some((element) => element.length === 1 && isNamed(element[0]?.text ?? '', bridge));
  const insertions = named.flatMap((element) => {
    const { key, value } = copyOf(element, namesUplink(element, uplink, variables), bridge, file.text);
    if (isCovered || there.has(plain(key))) return [];
    there.add(plain(key));
    return [behindElement(element, `, ${key}${value}`)];
  });
  return [{ name: `${table} ${name}`, insertions, odd: undefined }];
}

const behindKey = [':', 'comment', 'timeout', 'expires', 'counter'];

/** Alone, or a part of a concatenation, before what a map leads to. */
function isPart(element: readonly Token[], at: number): boolean {
  const [before, after] = [element[at - 1], element[at + 1]];
  return (before === undefined || isWord(before, '.')) && (after === undefined || isWord(after, '.', ...behindKey));
}

/** Without its value, its comment and what times it. */
export function keyIn(element: readonly Token[]): readonly Token[] {
  const end = element.findIndex((token) => isWord(token, ...behindKey));
  return end === -1 ? element : element.slice(0, end);
}

function copyOf(
  element: readonly Token[],
  own: readonly number[],
  bridge: string,
  file: string,
): { readonly key: string; readonly value: string } {
  const key = keyIn(element).map((token, at) => (own.includes(at) ? `"${bridge}"` : textOf([token], file)));
  const colon = element.findIndex((token) => isWord(token, ':'));
  const value = colon === -1 ? '' : ` : ${textOf(element.slice(colon + 1), file)}`;
  return { key: key.join(' '), value };
}
