/** What the kernel itself says of iptables. */
import { readFile } from 'node:fs/promises';
import { ifAbsent, unlessTrouble } from './absence.ts';

/**
 * The tables of its older backend that exist now (iptables-save(8): /proc/net/ip_tables_names); undefined where that cannot be
 * read. Throws only for trouble of the system (see isTrouble).
 */
export async function legacyTables(family: 4 | 6): Promise<readonly string[] | undefined> {
  const path = `/proc/net/${family === 4 ? 'ip' : 'ip6'}_tables_names`;
  const text = await readFile(path, 'utf8').catch(ifAbsent('')).catch(unlessTrouble(undefined));
  return text?.split('\n').filter((name) => name !== '');
}
