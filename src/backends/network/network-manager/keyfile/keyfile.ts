/**
 * Keyfiles as GLib reads them (GLib: gkeyfile.c; nm-settings-keyfile(5)): a group that is named twice is one group, and of equal
 * keys the last counts. Values are raw: see values.ts for what they mean.
 */
import { linesOf, type KeyfileLine } from './lines.ts';

export interface Keyfile {
  /** In the order of the file, each once. */
  readonly groups: readonly string[];
  readonly has: (group: string) => boolean;
  /** In the order of the file, each once. */
  readonly keys: (group: string) => readonly string[];
  readonly get: (group: string, key: string) => string | undefined;
}

/** Undefined where GLib would refuse the text: a line that is no group, key or comment, or a key before the first group. */
export function parseKeyfile(text: string): Keyfile | undefined {
  const lines = linesOf(text);
  if (lines.some((line) => isRefused(line))) return undefined;
  const values = new Map<string, Map<string, string>>();
  for (const line of lines) {
    if (line.group === undefined) continue;
    const entries = values.get(line.group) ?? new Map<string, string>();
    values.set(line.group, entries);
    if (line.kind === 'entry') entries.set(line.key, line.value);
  }
  return {
    groups: [...values.keys()],
    has: (group) => values.has(group),
    keys: (group) => [...(values.get(group)?.keys() ?? [])],
    get: (group, key) => values.get(group)?.get(key),
  };
}

function isRefused({ kind, group }: KeyfileLine): boolean {
  return kind === 'unknown' || (kind === 'entry' && group === undefined);
}
