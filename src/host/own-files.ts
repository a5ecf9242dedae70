/** Files that come with the program, at the same path below `src` and below `dist`. */
import { readFileSync } from 'node:fs';

/** In `dist` all code is one file at the top; in `src` this file is one folder deeper. */
const top = new URL(import.meta.url.endsWith('/src/host/own-files.ts') ? '..' : '.', import.meta.url);

/**
 * @param path below `src` or `dist`, as `contract/names.ts`; `../` is the package's folder. Rejects with the system's error. It
 * reads synchronously: the agent reads a dozen of them before it has its name, with nothing else to do.
 */
export function readOwnFile(path: string): Promise<string> {
  return new Promise((resolve) => resolve(readFileSync(new URL(path, top), 'utf8')));
}
