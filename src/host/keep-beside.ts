/** A file's old content, kept beside it by a second name. */
import { linkSync, unlinkSync } from 'node:fs';

/** The file system has no hard links, or has too many of this file (link(2)). */
const unable = ['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EMLINK'];

/**
 * Gives the file at `path` the second name `spare` in the same folder (real paths), so that it is still there, with all that
 * belongs to it, once another file has taken its first name. @returns false where that cannot be had. Throws the system's error.
 */
export function keepBeside(path: string, spare: string): boolean {
  try {
    link(path, spare);
    return true;
  } catch (error) {
    if (unable.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** What has the name already is a leftover: it begins with the transaction's own id. */
function link(path: string, spare: string): void {
  try {
    linkSync(path, spare);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    unlinkSync(spare);
    linkSync(path, spare);
  }
}
