/** Files that came with the program. */
import { readFile } from 'node:fs/promises';

/** @param url as `new URL('./name', import.meta.url)` gives it. Throws the system's error. */
export function readOwnFile(url: URL): Promise<string> {
  return readFile(url, 'utf8');
}
