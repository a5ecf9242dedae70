/** The kernel's network of the host as text that is equal when nothing has changed. */

/** One shell line that prints the JSON documents which `snapshotText` takes. */
export const snapshotScript =
  'ip -j -d addr; ip -j -4 route show table all; ip -j -6 route show table all; ip -j -4 rule; ip -j -6 rule';

/**
 * Fields that differ though nothing has changed: indices, which a new link counts on, clocks, whether an address
 * that is in use was added without duplicate address detection, and the largest frames that a bridge has ever had a port for.
 */
const unsteady = /^(ifindex|link_index|expires|nodad|.*_timer|.*life_time|cstamp|tstamp|tso_max_size)$/;

/** Sorted, one value a line. */
export function snapshotText(output: string): string {
  const documents = output.split('\n').filter((line) => line.trim() !== '');
  return documents.map((line) => sortedLines(JSON.parse(line) as unknown[])).join('\n');
}

function sortedLines(entries: readonly unknown[]): string {
  return entries
    .map((entry) => JSON.stringify(entry, keepStable, 1))
    .sort()
    .join('\n');
}

function keepStable(key: string, value: unknown): unknown {
  return unsteady.test(key) && value !== 4294967295 ? undefined : value;
}
