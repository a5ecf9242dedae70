/** firewalld, as far as it treats an interface by the zone that it is in. */
import type { HostFile } from './host-file.ts';

/** A zone as the next start of firewalld makes it (firewalld.zones(5)). */
export interface ZoneFile {
  readonly zone: string;
  /** The file in /etc, which is read in place of the one in /usr/lib; without a text where there is none. */
  readonly file: HostFile;
  /** The text that counts; undefined where it cannot be read. */
  readonly text: string | undefined;
  readonly interfaces: readonly string[];
}

export interface Firewalld {
  /** `silent` where it does not answer, so that nothing is known of it. */
  readonly status: 'absent' | 'stopped' | 'running' | 'silent';
  /** The zone of every interface that is in none. */
  readonly defaultZone: string;
  /** Of the running one: each interface that is in a zone, and the zone. */
  readonly bound: Readonly<Record<string, string>>;
  readonly zones: readonly ZoneFile[];
  /** What names an interface itself, whatever its zone: the words of each direct rule, and where they are written. */
  readonly named: readonly { readonly where: string; readonly words: readonly string[] }[];
}

export const noFirewalld: Firewalld = { status: 'absent', defaultZone: '', bound: {}, zones: [], named: [] };

/** The zone whose rules the interface's packets meet now. */
export function zoneNow(name: string, { bound, defaultZone }: Firewalld): string {
  return bound[name] ?? defaultZone;
}

/** The zone that firewalld's own files put the interface in; undefined for none. */
export function zoneInFiles(name: string, { zones }: Firewalld): string | undefined {
  return zones.find(({ interfaces }) => interfaces.includes(name))?.zone;
}
