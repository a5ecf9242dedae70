/** Descriptors that a program's start needs. */
import { closeSync, openSync } from 'node:fs';

/** Two for each of its three pipes, and two with which libuv learns whether exec(2) worked. */
const needed = 8;

/** Throws EMFILE before the start does, which would leak the pipes that it has opened by then (Node: lib/internal/child_process.js). */
export function requireDescriptors(): void {
  const held: number[] = [];
  try {
    while (held.length < needed) held.push(openSync('/dev/null', 'r'));
  } finally {
    for (const descriptor of held) closeSync(descriptor);
  }
}
