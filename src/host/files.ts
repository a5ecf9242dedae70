/** The host's files, all of them below one root: `/`, or a laboratory's folder. */
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifAbsent } from './absence.ts';
import { Lane } from './lane.ts';
import { readTrustedFile, type ReadResult } from './read-file.ts';
import { syncDirectory, writeAll, writeFileAtomic } from './write-file.ts';

/** Paths are absolute, as the host sees them; errors are the system's own. */
export interface Files {
  /** What comes before a path on this machine: nothing, or a laboratory's folder. */
  readonly root: string;
  /** The path on this machine, the root included. */
  readonly real: (path: string) => string;
  /** See readTrustedFile; at most `largest` bytes, 64 KiB unless told. A few at a time, however many are wanted. */
  readonly read: (path: string, largest?: number) => Promise<ReadResult | undefined>;
  /** See writeFileAtomic. @param like whose owner and group it gets, by default its own. */
  readonly write: (path: string, text: string, mode: number, like?: string) => Promise<void>;
  /** Makes what another program has written last beyond a power cut; nothing happens where there is no file. */
  readonly sync: (path: string) => Promise<void>;
  /** Adds to the end and syncs. */
  readonly append: (path: string, text: string) => Promise<void>;
  /** Removes a file for good; nothing happens where there is none. */
  readonly remove: (path: string) => Promise<void>;
  readonly removeTree: (path: string) => Promise<void>;
  /** Lasts beyond a power cut; if it cannot be made to, it throws and has not happened. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a folder if it is empty, and does nothing else. */
  readonly removeEmptyDirectory: (path: string) => Promise<void>;
  /** And those above it that are missing; they last beyond a power cut. */
  readonly makeDirectory: (path: string, mode: number) => Promise<void>;
  /** Names in a folder, sorted; none where there is no folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => Promise<boolean>;
  /** What is another whenever the file or folder is: its number, size and times; undefined where there is none. */
  readonly stamp: (path: string) => Promise<string | undefined>;
}

/** Files that are read at once: a folder may hold more than there are descriptors. */
const readAtOnce = 16;

/** @param root `/`, or a laboratory's folder. @param label restores a label before a file is put in its place (SELinux). */
export function createFiles(root: string, label?: (path: string, as: string) => Promise<void>): Files {
  const real = (path: string): string => join(root, path);
  const reading = new Lane(readAtOnce);
  return {
    root: root === '/' ? '' : root.replace(/\/+$/, ''),
    real,
    read: (path, largest) => reading.run(() => readTrustedFile(real(path), largest)),
    write: (path, text, mode, like) =>
      writeFileAtomic(real(path), text, mode, {
        like: like && real(like),
        prepare: label && ((temporary) => label(temporary, real(path))),
      }),
    sync: (path) => syncFile(real(path)),
    append: (path, text) => append(real(path), text),
    remove: (path) => remove(real(path)),
    removeTree: (path) => rm(real(path), { recursive: true, force: true }),
    rename: (from, to) => renameForGood(real(from), real(to)),
    makeDirectory: (path, mode) => makeDirectory(real(path), mode),
    removeEmptyDirectory: (path) => removeEmptyDirectory(real(path)),
    list: async (path) => (await readdir(real(path)).catch(ifAbsent<string[]>([]))).sort(),
    exists: async (path) => (await stat(real(path)).catch(ifAbsent(undefined))) !== undefined,
    stamp: (path) => stampOf(real(path)),
  };
}

/** A program can set the time of the last change, but not that of the last change of the inode (inode(7): ctime). */
async function stampOf(path: string): Promise<string | undefined> {
  const stats = await lstat(path, { bigint: true }).catch(ifAbsent(undefined));
  return stats && [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}

async function renameForGood(from: string, to: string): Promise<void> {
  await rename(from, to);
  try {
    await syncDirectory(dirname(to));
  } catch (error) {
    // Else a caller that is told of a failure would find it done: a journal's rename decides what becomes of a change.
    await rename(to, from).catch(() => undefined);
    throw error;
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(ifAbsent(undefined));
  if (handle === undefined) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(dirname(path));
}

async function append(path: string, text: string): Promise<void> {
  const handle = await open(path, 'a', 0o600);
  try {
    await writeAll(handle, text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function remove(path: string): Promise<void> {
  const absent = await unlink(path).then(() => false, ifAbsent(true));
  if (!absent) await syncDirectory(dirname(path));
}

async function makeDirectory(path: string, mode: number): Promise<void> {
  const outermost = await mkdir(path, { recursive: true, mode });
  if (outermost === undefined) return;
  for (let made = path; made.length >= outermost.length; made = dirname(made)) await syncDirectory(dirname(made));
}

async function removeEmptyDirectory(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
