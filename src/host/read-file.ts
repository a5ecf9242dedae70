/** Reading files that a user may have planted: never a link, a device, a pipe or a gigabyte. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { isTrouble } from './absence.ts';

/** Bytes; an ifcfg file has some hundred. A limit, because accountsservice read /dev/zero (CVE-2020-16127). */
const largestConfiguration = 64 * 1024;
/** Bytes by which a file may become longer while it is read. */
const growth = 4096;
/** Where all but the largest files are read to. */
const small = Buffer.alloc(largestConfiguration + growth);

export type ReadResult =
  | { readonly text: string; readonly mode: number; readonly problem?: undefined }
  | { readonly text?: undefined; readonly mode: number; readonly problem: string };

/**
 * The text of a regular file that belongs to root, or why it must not be read; undefined if there is no file. `path` is a real
 * path; `largest` is in bytes. It reads synchronously: most files are in the kernel's memory, and five turns of a thread for
 * each take ten times as long. Throws only for trouble of the system (see isTrouble).
 */
export function readTrustedFile(path: string, largest = largestConfiguration): ReadResult | undefined {
  let descriptor: number;
  try {
    // O_NONBLOCK, or a FIFO would block us for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return openingProblem(error as NodeJS.ErrnoException);
  }
  try {
    return readChecked(descriptor, largest);
  } finally {
    closeSync(descriptor);
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

function readChecked(descriptor: number, largest: number): ReadResult {
  const stats = fstatSync(descriptor);
  const mode = stats.mode & 0o7777;
  const problem = statsProblem(stats, largest);
  if (problem !== undefined) return { problem, mode };
  const bytes = readAll(descriptor, stats.size);
  if (bytes.length > largest) return { problem: 'it is too large', mode };
  return isUtf8(bytes) ? { text: bytes.toString('utf8'), mode } : { problem: 'it is not UTF-8 text', mode };
}

/** What there is, or more than may be. @param size what it had just now, which is 0 for a file of the kernel's (proc(5)). */
function readAll(descriptor: number, size: number): Buffer {
  const room = size + growth <= small.length ? small : Buffer.allocUnsafe(size + growth);
  let length = 0;
  for (let read = -1; read !== 0 && length < room.length; length += read) {
    read = readSync(descriptor, room, length, room.length - length, null);
  }
  return room.subarray(0, length);
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
