/** Reading what the kernel has in its memory, below /proc, without a thread's turn, which would take ten times as long. */
import { closeSync, openSync, readSync } from 'node:fs';
import { unlessTrouble } from './absence.ts';

/** Bytes that are read at most. */
const buffer = Buffer.alloc(16 * 1024);

/**
 * The result of one read(2); empty if there is no such file, or it cannot be read. Throws only for trouble of the system (see
 * isTrouble). Only for files that the kernel never waits for.
 */
export function readNow(path: string, length = buffer.length): string {
  const descriptor = orAbsent(() => openSync(path, 'r'), undefined);
  if (descriptor === undefined) return '';
  try {
    return buffer.toString(
      'utf8',
      0,
      orAbsent(() => readSync(descriptor, buffer, 0, length, 0), 0),
    );
  } finally {
    closeSync(descriptor);
  }
}

/** The value if the file is gone or not ours to read. Throws as readNow. */
export function orAbsent<Result>(read: () => Result, absent: Result): Result {
  try {
    return read();
  } catch (error) {
    return unlessTrouble(absent)(error as NodeJS.ErrnoException);
  }
}
