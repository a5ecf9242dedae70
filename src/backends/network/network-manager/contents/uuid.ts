/** The UUIDs of new profiles, which a plan must give twice alike. */
import { digest } from '../../../../model/digest.ts';

/** A UUID of version 8, made from a text (RFC 9562, section 5.8). */
export function uuidFrom(text: string): string {
  const hex = digest(text);
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
