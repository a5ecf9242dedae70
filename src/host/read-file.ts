/** Reading files that a user may have planted: never a link, a device, a pipe or a gigabyte. */
import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isTrouble } from './absence.ts';

/** Bytes; an ifcfg file has some hundred. A limit, because accountsservice read /dev/zero (CVE-2020-16127). */
const largestConfiguration = 64 * 1024;

export type ReadResult =
  | { readonly text: string; readonly mode: number; readonly problem?: undefined }
  | { readonly text?: undefined; readonly mode: number; readonly problem: string };

/**
 * The text of a regular file that belongs to root, or why it must not be read; undefined if there is no file. `path` is a real
 * path; `largest` is in bytes. Throws only for trouble of the system (see isTrouble).
 */
export async function readTrustedFile(path: string, largest = largestConfiguration): Promise<ReadResult | undefined> {
  let handle: FileHandle;
  try {
    // O_NONBLOCK, or a FIFO would block us for ever.
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return openingProblem(error as NodeJS.ErrnoException);
  }
  try {
    return await readChecked(handle, largest);
  } finally {
    await handle.close();
  }
}

function openingProblem(error: NodeJS.ErrnoException): ReadResult | undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  if (error.code === 'ELOOP') return { problem: 'it is a symbolic link', mode: 0 };
  if (error.code === 'ENXIO') return { problem: 'it is not a regular file', mode: 0 };
  // A caller skips files with a problem, and must not skip a good file.
  if (isTrouble(error)) throw error;
  return { problem: `it cannot be opened (${error.code ?? 'unknown error'})`, mode: 0 };
}

async function readChecked(handle: FileHandle, largest: number): Promise<ReadResult> {
  const stats = await handle.stat();
  const mode = stats.mode & 0o7777;
  const problem = statsProblem(stats, largest);
  if (problem !== undefined) return { problem, mode };
  const bytes = await handle.readFile();
  if (bytes.length > largest) return { problem: 'it is too large', mode };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), mode };
  } catch {
    return { problem: 'it is not UTF-8 text', mode };
  }
}

function statsProblem(stats: Stats, largest: number): string | undefined {
  if (stats.isDirectory()) return 'it is a directory';
  if (!stats.isFile()) return 'it is not a regular file';
  if (stats.uid !== 0) return 'it does not belong to root';
  if ((stats.mode & 0o002) !== 0) return 'it is writable by everyone';
  if (stats.nlink > 1) return 'it has another hard link';
  if (stats.size > largest) return 'it is too large';
  return undefined;
}
