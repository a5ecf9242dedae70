/** Replacing a file in one step, so that a full disk or a power cut leaves the old one intact. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AgentError } from '../contract/errors.ts';
import type { Attributes } from './attributes.ts';

export interface WriteOptions {
  /** The real path of the file whose owner, group and attributes it gets; by default the replaced one. */
  readonly like?: string | undefined;
  readonly attributes?: Attributes | undefined;
  readonly prepare?: ((temporary: string) => Promise<void>) | undefined;
  /** The folder is synced by the caller, once for all the files that it writes there. */
  readonly folderLater?: boolean;
}

/**
 * Writes `text` to `path` (a real path) through a temporary file in the same folder whose name no boot script reads
 * (initscripts: init.d/network skips names that end in ~, and needs a leading `ifcfg-`), then syncs file and folder.
 * If there is no file `like`, owner and group are ours. `prepare` may set what a rename would lose, as an SELinux label. Throws
 * the system's error, or AgentError(CommandFailed) if we may not give the file away; nothing is left behind then.
 */
export async function writeFileAtomic(
  path: string,
  text: string,
  mode: number,
  { like = path, attributes, prepare, folderLater = false }: WriteOptions = {},
): Promise<void> {
  const temporary = join(dirname(path), `.bridgehead-${randomBytes(3).toString('hex')}~`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;
  const descriptor = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await fill(descriptor, text, mode, like, attributes && ((from) => attributes(from, temporary)));
    await prepare?.(temporary);
    fs.renameSync(temporary, path);
  } catch (error) {
    removeNow(temporary);
    throw error;
  }
  if (!folderLater) await syncDirectory(dirname(path));
}

function removeNow(path: string): void {
  try {
    fs.unlinkSync(path);
  } catch {
    // The first error counts.
  }
}

/** What may have to wait for the disk. A thread's turn for each of the other calls takes longer than the call. */
const [open, sync] = [promisify(fs.open), promisify(fs.fsync)];

/** Closes the file. An empty one has nothing to be synced but its name, which is the folder's. */
async function fill(
  descriptor: number,
  text: string,
  mode: number,
  like: string,
  attributes: ((from: string) => Promise<void>) | undefined,
): Promise<void> {
  try {
    const was = fs.lstatSync(like, { throwIfNoEntry: false });
    if (was?.isFile() === true) await attributes?.(like);
    // Attributes come with a mode, which may be wider than the text's may be: until the end only we may read it.
    if (attributes !== undefined) fs.fchmodSync(descriptor, 0o600);
    writeAllNow(descriptor, text);
    // chown(2) clears some mode bits. With an ACL the group's bits are its mask (acl(5)).
    keepOwner(descriptor, like, was);
    fs.fchmodSync(descriptor, mode);
    if (text !== '') await sync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function keepOwner(descriptor: number, like: string, was: fs.Stats | undefined): void {
  const now = fs.fstatSync(descriptor);
  if (was?.isFile() !== true || (was.uid === now.uid && was.gid === now.gid)) return;
  try {
    fs.fchownSync(descriptor, was.uid, was.gid);
  } catch (cause) {
    // The unit leaves us no CAP_CHOWN (capabilities(7)).
    if ((cause as NodeJS.ErrnoException).code !== 'EPERM') throw cause;
    throw new AgentError(
      'CommandFailed',
      `'${like}' belongs to user ${was.uid} and group ${was.gid}, which cannot be kept, so it is left alone; give it to root ('chown root:root') and call again`,
      { cause },
    );
  }
}

/**
 * Writes `text` to an empty file, or to one opened for appending (pwrite(2), BUGS: then Linux ignores the offset). Not by Node's
 * writeFile: in a trace its write(2) looks like those by which Node's threads wake each other, so the fault sweep could not
 * aim at it.
 */
export async function writeAll(handle: FileHandle, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done, done)).bytesWritten;
}

/** The same at once, for a file on a disk. */
export function writeAllNow(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) done += fs.writeSync(descriptor, bytes, done, bytes.length - done, done);
}

/** Makes renames and removals in a folder survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const descriptor = await open(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
  try {
    await sync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
