/** The host's files, all below one root: `/`, or a laboratory's folder. */
import * as fs from 'node:fs';
import { mkdir, open, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ifAbsent } from './absence.ts';
import type { Attributes } from './attributes.ts';
import type { Label } from './labels.ts';
import { Pace } from './pace.ts';
import { isPresent, mayBePresent } from './presence.ts';
import { orAbsent } from './read-now.ts';
import { readTrustedFile, type ReadResult } from './read-file.ts';
import { keepBeside } from './keep-beside.ts';
import { syncDirectory, writeAllNow, writeFileAtomic } from './write-file.ts';

/** Paths are absolute, as the host sees them; the functions throw the system's errors. */
export interface Files {
  /** The prefix of a path on this machine: '', or a laboratory's folder. */
  readonly root: string;
  /** The path on this machine, the root included. */
  readonly real: (path: string) => string;
  /** See readTrustedFile; at most `largest` bytes, by default 64 KiB. Of very many files a few are read in a turn of the event loop. */
  readonly read: (path: string, largest?: number) => Promise<ReadResult | undefined>;
  /** See writeFileAtomic. @param like a file whose owner, group and attributes it gets; by default those of the replaced file. */
  readonly write: (path: string, text: string, mode: number, like?: string) => Promise<void>;
  /** The same, but its name survives a power cut only once its folder is synced. */
  readonly writeOneOfSeveral: Files['write'];
  /** See keepBeside. */
  readonly keepBeside: (path: string, spare: string) => boolean;
  /** Makes the names in a folder survive a power cut; nothing happens if there is no folder. */
  readonly syncFolder: (path: string) => Promise<void>;
  /** Makes another program's last write survive a power cut; nothing happens if there is no file. */
  readonly sync: (path: string) => Promise<void>;
  /** Adds to the end. @param sync whether it must survive a power cut, with all that was added before; by default true. */
  readonly append: (path: string, text: string, sync?: boolean) => Promise<void>;
  /** The removal survives a power cut; nothing happens if there is no file. */
  readonly remove: (path: string) => Promise<void>;
  /** The same, but a power cut may bring it back. */
  readonly discard: (path: string) => Promise<void>;
  readonly removeTree: (path: string) => Promise<void>;
  /** Survives a power cut; if that cannot be ensured, it throws and is undone. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Nothing happens if the folder is not empty. */
  readonly removeEmptyDirectory: (path: string) => Promise<void>;
  /** With missing parents; survives a power cut. */
  readonly makeDirectory: (path: string, mode: number) => Promise<void>;
  /** In a folder that is there; a power cut may take it away again. */
  readonly makeDraft: (path: string, mode: number) => void;
  /** Sorted names; empty if there is no folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly exists: (path: string) => Promise<boolean>;
  /** The path that a symbolic link names, as the host sees it; undefined for anything else. */
  readonly linkTarget: (path: string) => Promise<string | undefined>;
  /** Changes whenever the file or folder does: its inode, size and times; undefined if there is none. */
  readonly stamp: (path: string) => Promise<string | undefined>;
}

/** Files that are read before others have their turn: a folder may hold thousands. */
const readInTurn = 64;

/** A path that has nothing to be normalised. */
const plainPath = /^(?:\/[^/.][^/]*)+$/;

/** What is done to a file before it gets its name, with real paths. */
interface Preparations {
  /** Sets its SELinux label. */
  readonly label?: Label;
  readonly attributes?: Attributes;
}

/** @param root `/`, or a laboratory's folder. */
export function createFiles(root: string, { label, attributes }: Preparations = {}): Files {
  const folder = root.replace(/\/+$/, '');
  // To join paths takes long, and there are hundreds.
  const real = (path: string): string => (plainPath.test(path) ? `${folder}${path}` : join(root, path));
  const reading = new Pace(readInTurn);
  const write =
    (folderLater: boolean): Files['write'] =>
    (path, text, mode, like) =>
      writeFileAtomic(real(path), text, mode, {
        like: like && real(like),
        attributes,
        prepare: label && ((temporary) => label(temporary, real(path))),
        folderLater,
      });
  return {
    root: folder,
    real,
    read: async (path, largest) => {
      const file = real(path);
      if (!mayBePresent(file)) return undefined;
      await reading.next();
      return readTrustedFile(file, largest);
    },
    write: write(false),
    writeOneOfSeveral: write(true),
    keepBeside: (path, spare) => keepBeside(real(path), real(spare)),
    syncFolder: (path) => syncDirectory(real(path)).catch(ifAbsent(undefined)),
    sync: (path) => syncFile(real(path)),
    append: (path, text, sync = true) => append(real(path), text, sync),
    remove: (path) => remove(real(path)),
    discard: (path) => unlink(real(path)).catch(ifAbsent(undefined)),
    removeTree: (path) => rm(real(path), { recursive: true, force: true }),
    rename: (from, to) => renameForGood(real(from), real(to)),
    makeDirectory: (path, mode) => makeDirectory(real(path), mode),
    makeDraft: (path, mode) => fs.mkdirSync(real(path), mode),
    removeEmptyDirectory: (path) => removeEmptyDirectory(real(path)),
    // Asynchronous, so that what it throws is a rejection.
    /* eslint-disable @typescript-eslint/require-await */
    list: async (path) => namesIn(real(path)),
    exists: async (path) => isPresent(real(path)),
    linkTarget: async (path) => {
      const target = linkTarget(real(path));
      return target === undefined ? undefined : resolve(dirname(path), target);
    },
    /* eslint-enable @typescript-eslint/require-await */
    stamp: async (path) => Promise.resolve(stampOf(real(path))),
  };
}

/** Most folders that are asked for are absent. */
function namesIn(path: string): readonly string[] {
  if (!mayBePresent(path)) return [];
  try {
    return fs.readdirSync(path).sort();
  } catch (error) {
    return ifAbsent<string[]>([])(error as NodeJS.ErrnoException);
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch (error) {
    if (['EINVAL', 'ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** A program can set a file's mtime, but not its ctime (inode(7)). */
function stampOf(path: string): string | undefined {
  const stats = orAbsent(() => fs.lstatSync(path, { bigint: true, throwIfNoEntry: false }), undefined);
  return stats && [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}

async function renameForGood(from: string, to: string): Promise<void> {
  fs.renameSync(from, to);
  try {
    await syncDirectory(dirname(to));
  } catch (error) {
    // A rename in the journal decides what becomes of a change, so a failure must leave it undone.
    await rename(to, from).catch(() => undefined);
    throw error;
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW).catch(ifAbsent(undefined));
  if (handle === undefined) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(dirname(path));
}

const [openFile, syncData] = [promisify(fs.open), promisify(fs.fdatasync)];

async function append(path: string, text: string, sync: boolean): Promise<void> {
  // A thread's turn takes longer than what need not wait for the disk.
  const descriptor = sync ? await openFile(path, 'a', 0o600) : fs.openSync(path, 'a', 0o600);
  try {
    writeAllNow(descriptor, text);
    if (sync) await syncData(descriptor);
  } finally {
    fs.closeSync(descriptor);
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
