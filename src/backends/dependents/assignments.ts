/** Configuration of the form `key = value`, where some values list interfaces; also a program's arguments in a variable. */
import type { MentionRole } from '../../model/dependents.ts';
import { interfaceName, type Named, type Reader } from './line-words.ts';

export interface AssignmentSyntax {
  /** Characters that begin a comment, at the beginning of a line or after a space. */
  readonly comments: string;
  /** Keys whose values list interfaces, in lower case. */
  readonly keys: Readonly<Record<string, MentionRole>>;
}

/** The reader for this syntax. Lists are separated by spaces or commas; a line ends behind a backslash on the next one. */
export function readAssignments({ comments, keys }: AssignmentSyntax): Reader {
  return (text) =>
    logicalLines(text).flatMap(({ line, content }): Named[] => {
      const [, key = '', value = ''] = /^\s*(?:export\s+)?([\w -]+?)\s*=(.*)$/.exec(content) ?? [];
      const role = Object.hasOwn(keys, key.toLowerCase()) ? keys[key.toLowerCase()] : undefined;
      if (role === undefined || comments.includes(content.trimStart().charAt(0))) return [];
      return namesIn(value, comments).map((name) => ({ interface: name, line, role }));
    });
}

/** The reader of `[eth0]`, a section for each interface. */
export const readSections: Reader = (text) =>
  text.split('\n').flatMap((raw, index): Named[] => {
    const [, name] = /^\s*\[([^\]]+)\]\s*$/.exec(raw) ?? [];
    return interfaceName(name ?? '').map((found) => ({ interface: found, line: index + 1, role: 'uses' }));
  });

function logicalLines(text: string): { readonly line: number; readonly content: string }[] {
  const lines: { line: number; content: string }[] = [];
  let continued = false;
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.replace(/\\$/, ' ');
    const before = lines.at(-1);
    if (continued && before !== undefined) before.content += content;
    else lines.push({ line: index + 1, content });
    continued = content !== raw;
  }
  return lines;
}

/** Names as words, as the argument of `-i`, joined to it or not, and before Samba's `;speed=`. */
function namesIn(value: string, comments: string): string[] {
  const words = value.split(/[\s,"']+/).filter(Boolean);
  const comment = words.findIndex((word) => comments.includes(word.charAt(0)));
  return (comment < 0 ? words : words.slice(0, comment))
    .map((word) => word.replace(/^-[iI](?=.)|^--interface=/, '').replace(/;.*$/, ''))
    .flatMap(interfaceName);
}
