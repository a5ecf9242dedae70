/** The host's files, all of them below one root: `/`, or a laboratory's folder. */
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTrustedFile, type ReadResult } from './read-file.ts';
import { syncDirectory, writeFileAtomic } from './write-file.ts';

/** Paths are absolute, as the host sees them; errors are the system's own. */
export interface Files {
  /** The path on this machine, the root included. */
  readonly real: (path: string) => string;
  /** See readTrustedFile; at most `largest` bytes, 64 KiB unless told. */
  readonly read: (path: string, largest?: number) => Promise<ReadResult | undefined>;
  /** See writeFileAtomic. */
  readonly write: (path: string, text: string, mode: number) => Promise<void>;
  /** Adds to the end and syncs. */
  readonly append: (path: string, text: string) => Promise<void>;
  /** Removes a file for good; nothing happens where there is none. */
  readonly remove: (path: string) => Promise<void>;
  readonly removeTree: (path: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly makeDirectory: (path: string, mode: number) => Promise<void>;
  /** Names in a folder, sorted; none where there is no folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => Promise<boolean>;
}

/** @param root `/`, or a laboratory's folder. @param label restores a label before a file is put in its place (SELinux). */
export function createFiles(root: string, label?: (path: string, as: string) => Promise<void>): Files {
  const real = (path: string): string => join(root, path);
  return {
    real,
    read: (path, largest) => readTrustedFile(real(path), largest),
    write: (path, text, mode) =>
      writeFileAtomic(real(path), text, mode, label && ((temporary) => label(temporary, real(path)))),
    append: (path, text) => append(real(path), text),
    remove: (path) => remove(real(path)),
    removeTree: (path) => rm(real(path), { recursive: true, force: true }),
    rename: async (from, to) => {
      await rename(real(from), real(to));
      await syncDirectory(dirname(real(to)));
    },
    makeDirectory: async (path, mode) => {
      await mkdir(real(path), { recursive: true, mode });
    },
    list: async (path) => (await readdir(real(path)).catch(ignoreAbsence<string[]>([]))).sort(),
    exists: async (path) => (await stat(real(path)).catch(ignoreAbsence(undefined))) !== undefined,
  };
}

async function append(path: string, text: string): Promise<void> {
  const handle = await open(path, 'a', 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function remove(path: string): Promise<void> {
  const absent = await unlink(path).then(() => false, ignoreAbsence(true));
  if (!absent) await syncDirectory(dirname(path));
}

function ignoreAbsence<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}
