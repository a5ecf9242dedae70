/**
 * Whether there is something at a path. It looks synchronously: most of the files that may configure a host are absent, the kernel
 * knows that from its memory, and a turn of a thread takes twenty times as long.
 */
import { lstatSync, statSync } from 'node:fs';
import { ifAbsent } from './absence.ts';

/** Of what a symbolic link leads to. Throws the system's error for what cannot be looked at. */
export function isPresent(path: string): boolean {
  try {
    // Most are absent, and an exception takes long.
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // Where a folder of the path is a file.
    return ifAbsent(false)(error as NodeJS.ErrnoException);
  }
}

/** Also of a symbolic link that leads nowhere. What cannot be looked at may be there. */
export function mayBePresent(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
