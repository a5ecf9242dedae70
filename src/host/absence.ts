/** Telling a file that does not exist from one that cannot be read just now. */

/** The system's own trouble, which says nothing about the file (errno(3)). */
const troubles = ['EMFILE', 'ENFILE', 'ENOMEM', 'EIO'];

/** Without free descriptors every file would seem absent, and a plan made from that would be wrong. */
export function isTrouble(error: NodeJS.ErrnoException): boolean {
  return troubles.includes(error.code ?? '');
}

/** For `catch`: the value if there is no such file; else throws the error again. */
export function ifAbsent<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}

/** For `catch`: the value if the file is gone or not ours to read; throws the error again if the system is in trouble. */
export function unlessTrouble<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (!isTrouble(error)) return value;
    throw error;
  };
}
