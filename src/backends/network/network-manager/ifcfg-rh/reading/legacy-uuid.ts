/** The UUID of a profile whose file has none (NetworkManager: nm-uuid.c, NM_UUID_TYPE_LEGACY). */
import { createHash } from 'node:crypto';

/** @param path of the file: MD5 of it, nothing added. */
export function legacyUuid(path: string): string {
  const hex = createHash('md5').update(path).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
