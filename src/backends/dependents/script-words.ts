/** Scripts that are told of interfaces by their names. */
import type { Reader } from './line-words.ts';

/** What is hardly anything else than an interface's name: there is a number in it, as in those of the kernel and of udev. */
const name = /^[A-Za-z][A-Za-z0-9_.-]*\d[A-Za-z0-9_.-]*$/;
/** IFNAMSIZ - 1. */
const longest = 15;

/** Each name, with the first line that has it: a script is not understood, only searched. */
export const readScript: Reader = (text) => {
  const lines = new Map<string, number>();
  for (const [index, raw] of text.split('\n').entries()) {
    if (raw.trimStart().startsWith('#')) continue;
    const words = raw.split(/[^\w.-]+/).filter((word) => word.length <= longest && name.test(word));
    for (const word of words) if (!lines.has(word)) lines.set(word, index + 1);
  }
  return [...lines].map(([word, line]) => ({ interface: word, line, role: 'is-told' }));
};
