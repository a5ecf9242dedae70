/** Finds a program that a root daemon may start: only root can change or replace it. */
import { constants, type Stats } from 'node:fs';
import { access, lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

const writableByGroup = 0o020;
const writableByOthers = 0o002;
/** Lets no other user rename or remove root's files in a folder such as /tmp (chmod(1), restricted deletion flag). */
const sticky = 0o1000;

/** The first in `folders` that can be trusted. Never throws. */
export async function findProgram(program: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    if (!folder.startsWith('/')) continue;
    const file = join(folder, program);
    if (await isProgram(file).catch(() => false)) return file;
  }
  return undefined;
}

/** Throws the system's error if there is no such file. */
async function isProgram(file: string): Promise<boolean> {
  // Fails on a loop of links.
  const stats = await stat(file);
  await access(file, constants.X_OK);
  return stats.isFile() && isRootsAlone(stats) && (await isWayTrusted(file));
}

/** Checks each folder on the path, link by link. */
async function isWayTrusted(file: string): Promise<boolean> {
  const folder = await realpath(dirname(file));
  if (!(await isFolderTrusted(folder))) return false;
  const real = join(folder, basename(file));
  if (!(await lstat(real)).isSymbolicLink()) return true;
  return isWayTrusted(resolve(folder, await readlink(real)));
}

/** With its parents. */
async function isFolderTrusted(folder: string): Promise<boolean> {
  const stats = await stat(folder);
  const trusted = isRootsAlone(stats) || (stats.uid === 0 && (stats.mode & sticky) !== 0);
  return trusted && (folder === '/' || isFolderTrusted(dirname(folder)));
}

function isRootsAlone({ uid, gid, mode }: Stats): boolean {
  const byGroup = gid !== 0 && (mode & writableByGroup) !== 0;
  return uid === 0 && !byGroup && (mode & writableByOthers) === 0;
}
