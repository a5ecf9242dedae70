/**
 * Finds a program that a root daemon may start: only root can change or replace it. It looks synchronously: these names are in
 * the kernel's memory, and a turn of a thread for each would take longer than the program.
 */
import { accessSync, constants, lstatSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const writableByGroup = 0o020;
const writableByOthers = 0o002;
/** Lets no other user rename or remove root's files in a folder such as /tmp (chmod(1), restricted deletion flag). */
const sticky = 0o1000;

/** The first in `folders` that can be trusted. Never throws. */
export function findProgram(program: string, folders: readonly string[]): Promise<string | undefined> {
  const folder = folders.find((one) => one.startsWith('/') && isProgram(`${one}/${program}`));
  return Promise.resolve(folder && join(folder, program));
}

function isProgram(file: string): boolean {
  try {
    // Most folders have no such file, and an exception takes long. A loop of links is one.
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || !isRootsAlone(stats)) return false;
    accessSync(file, constants.X_OK);
    return isWayTrusted(file);
  } catch {
    return false;
  }
}

/** Milliseconds for which a path that was checked counts as checked: one call asks for the same programs many times. */
const fresh = 1000;
/** When each path was checked. There are as many as programs that the agent runs. */
const checked = new Map<string, number>();

/** Whether only root can change what it leads to; the answer may be a second old. Throws the system's error. */
function isWayTrusted(file: string): boolean {
  const now = performance.now();
  if (now - (checked.get(file) ?? -Infinity) < fresh) return true;
  const trusted = checkWay(file);
  if (trusted) checked.set(file, now);
  return trusted;
}

/** Checks each folder on the path, link by link. Throws the system's error. */
function checkWay(file: string): boolean {
  const folder = realpathSync.native(dirname(file));
  if (!isFolderTrusted(folder)) return false;
  const real = join(folder, basename(file));
  if (!lstatSync(real).isSymbolicLink()) return true;
  return checkWay(resolve(folder, readlinkSync(real)));
}

/** With its parents. */
function isFolderTrusted(folder: string): boolean {
  const stats = statSync(folder);
  const trusted = isRootsAlone(stats) || (stats.uid === 0 && (stats.mode & sticky) !== 0);
  return trusted && (folder === '/' || isFolderTrusted(dirname(folder)));
}

function isRootsAlone({ uid, gid, mode }: Stats): boolean {
  const byGroup = gid !== 0 && (mode & writableByGroup) !== 0;
  return uid === 0 && !byGroup && (mode & writableByOthers) === 0;
}
