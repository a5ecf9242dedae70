/** By what a journal knows a file's content again. */
import { createHash } from 'node:crypto';

/** SHA-256 in hex of a file's bytes; `absent` where there is none. */
export function digest(text: string | null): string {
  return text === null ? 'absent' : createHash('sha256').update(text).digest('hex');
}
