/** What the kernel itself says of iptables. */
import { readFileSync } from 'node:fs';
import { unlessTrouble } from '../absence.ts';
import { mayBePresent } from '../presence.ts';

/**
 * The tables of its older backend that exist now (iptables-save(8): /proc/net/ip_tables_names); undefined where that cannot be
 * read. Throws only for trouble of the system (see isTrouble).
 */
export function legacyTables(family: 4 | 6): readonly string[] | undefined {
  const text = read(`/proc/net/${family === 4 ? 'ip' : 'ip6'}_tables_names`);
  return text?.split('\n').filter((name) => name !== '');
}

/** Synchronously: the kernel has it in its memory. */
function read(path: string): string | undefined {
  if (!mayBePresent(path)) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return unlessTrouble<string | undefined>(undefined)(error as NodeJS.ErrnoException);
  }
}
