/** Files that come with the program, at the same path below `src` and below `dist`. */
import { readFile } from 'node:fs/promises';

/** In `dist` all code is one file at the top; in `src` this file is one folder deeper. */
const top = new URL(import.meta.url.endsWith('/src/host/own-files.ts') ? '..' : '.', import.meta.url);

/** @param path below `src` or `dist`, as `contract/names.ts`; `../` is the package's folder. Throws the system's error. */
export function readOwnFile(path: string): Promise<string> {
  return readFile(new URL(path, top), 'utf8');
}
