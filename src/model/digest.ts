/** The digest by which a journal recognises a file's content. */
import { createHash } from 'node:crypto';

/** SHA-256 of the bytes, in hex; `absent` if there is no file. undo.sh has the same: digest_of. */
export function digest(text: string | null): string {
  return text === null ? 'absent' : createHash('sha256').update(text).digest('hex');
}
