/** What is not there, told from what cannot be looked at just now. */

/** The system's own trouble, which says nothing about a file (errno(3)). */
const troubles = ['EMFILE', 'ENFILE', 'ENOMEM', 'EIO'];

/** Without descriptors a host looks as if it had nothing at all, and a plan made from that would be wrong. */
export function isTrouble(error: NodeJS.ErrnoException): boolean {
  return troubles.includes(error.code ?? '');
}

/** For `catch`: the value where there is no such file, else the error again. */
export function ifAbsent<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}

/** For `catch`: the value for what is gone, or is not ours to read; the error again where the system is in trouble. */
export function unlessTrouble<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (!isTrouble(error)) return value;
    throw error;
  };
}
