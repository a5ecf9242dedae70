/** Whether only root can have made and filled the folder. */
import { lstat } from 'node:fs/promises';
import { unlessTrouble } from './absence.ts';

/**
 * Why the folder's content must not be trusted, or undefined. `path` is a real path. Throws only for trouble of the system (see
 * isTrouble).
 */
export async function folderProblem(path: string): Promise<string | undefined> {
  const stats = await lstat(path).catch(unlessTrouble(undefined));
  if (stats === undefined) return 'it cannot be looked at';
  if (stats.isSymbolicLink()) return 'it is a symbolic link';
  if (!stats.isDirectory()) return 'it is not a folder';
  if (stats.uid !== 0) return 'it does not belong to root';
  return (stats.mode & 0o022) === 0 ? undefined : 'users other than root may write to it';
}
