/** Configuration whose lines are words: a directive, and after it the name of an interface. */
import type { MentionRole } from '../../model/dependents.ts';

/** A mention, before it is known in which file. */
export interface Named {
  readonly interface: string;
  readonly line: number;
  readonly role: MentionRole;
}

export type Reader = (text: string) => readonly Named[];

export interface WordSyntax {
  /** Characters that begin a comment; it ends with the line. */
  readonly comments: string;
  /** Words that an interface follows, such as `interface listen`; in lower case. */
  readonly directives: Readonly<Record<string, MentionRole>>;
  /** Whether a directive may also follow other words. */
  readonly anywhere?: boolean;
  /** Blocks in braces that list interfaces, one at the beginning of each line; in lower case. */
  readonly blocks?: readonly string[];
}

/** The reader for this syntax. A name may be quoted; several are separated by commas, without spaces or in quotes. */
export function readWords(syntax: WordSyntax): Reader {
  return (text) => {
    let inBlock = false;
    return text.split('\n').flatMap((raw, index) => {
      const words = wordsOf(raw, syntax.comments);
      const named = inBlock ? firstOf(words) : namedIn(words, syntax);
      const opens = blockIn(words, syntax);
      if (opens) inBlock = true;
      if (words.includes('}')) inBlock = false;
      return named.map(([name, role]) => ({ interface: name, line: index + 1, role }));
    });
  };
}

/** Braces and semicolons are words of their own. */
function wordsOf(raw: string, comments: string): string[] {
  const words = raw.replaceAll(/[{};]/g, ' $& ').trim().split(/\s+/).filter(Boolean);
  const comment = words.findIndex((word) => comments.includes(word.charAt(0)));
  return comment < 0 ? words : words.slice(0, comment);
}

type NameAndRole = readonly [name: string, role: MentionRole];

function namedIn(words: readonly string[], { directives, anywhere, blocks = [] }: WordSyntax): NameAndRole[] {
  const lower = words.map((word) => word.toLowerCase());
  const starts = anywhere === true ? lower.keys() : [0];
  return [...starts].flatMap((start) => {
    const block = blocks.includes(lower[start] ?? '') && words[start + 1] === '{';
    if (block) return firstOf(words.slice(start + 2));
    return Object.entries(directives).flatMap(([directive, role]) => {
      const parts = directive.split(' ');
      if (parts.some((part, index) => lower[start + index] !== part)) return [];
      return namesAfter(words.slice(start + parts.length)).map((name): NameAndRole => [name, role]);
    });
  });
}

function blockIn(words: readonly string[], { blocks = [] }: WordSyntax): boolean {
  return words.some((word, index) => blocks.includes(word.toLowerCase()) && words[index + 1] === '{');
}

function firstOf(words: readonly string[]): NameAndRole[] {
  return words
    .slice(0, 1)
    .flatMap((word) => namesAfter([word]))
    .map((name) => [name, 'uses']);
}

/** The names in a list; a comma at a word's end continues it. */
function namesAfter(words: readonly string[]): string[] {
  const last = words.findIndex((word) => !word.endsWith(','));
  const list = last < 0 ? words : words.slice(0, last + 1);
  return list.flatMap((word) => word.split(',')).flatMap(interfaceName);
}

/** Quotes taken off; none for anything that no interface can be called, with or without wildcards. */
export function interfaceName(word: string): string[] {
  const name = word.replaceAll(/^["']|["']$/g, '');
  return /^[A-Za-z0-9_.:*?@-]{1,32}$/.test(name) ? [name] : [];
}
