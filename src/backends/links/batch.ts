/** Two kinds of lines in a batch are comments to ip(8), but commands to Bridgehead and to undo/links.sh. */
import type { Neighbour } from '../../model/host-state.ts';

const learnt = ['REACHABLE', 'STALE', 'DELAY', 'PROBE'];
const neighboursMarker = /^# neighbours (\S+) (\S+)$/;

/** A line that copies to `to` the neighbour entries that `from` has when the batch runs. */
export function neighboursLine(from: string, to: string): string {
  return `# neighbours ${from} ${to}`;
}

/**
 * Replaces the lines of `neighboursLine` with the entries themselves. Without them the first ARP request or neighbour
 * solicitation from a new device may get lost, and the kernel repeats it only after a second.
 */
export function expandNeighbours(batch: readonly string[], neighbours: readonly Neighbour[]): readonly string[] {
  return batch.flatMap((line) => {
    const [, from, to] = neighboursMarker.exec(line) ?? [];
    if (from === undefined || to === undefined) return [line];
    return neighbours.filter((entry) => entry.device === from).flatMap((entry) => replaceLine(entry, to));
  });
}

const settleMarker = /^# settle (\S+)$/;

/**
 * A line that waits until the kernel accepts packets for all IPv6 addresses of `device`. The kernel adds their local routes
 * in the background (ipv6: addrconf_dad_work), on a busy machine after the lines that follow would be done.
 */
export function settleLine(device: string): string {
  return `# settle ${device}`;
}

/** The line for people to read: our own commands are described in words. */
export function describeLine(line: string): string {
  if (!line.startsWith('# ')) return `ip ${line}`;
  return line
    .replace(settleMarker, "# wait until the kernel listens to the addresses of '$1'")
    .replace(neighboursMarker, "# give '$2' the neighbours that '$1' has by then");
}

export interface BatchPart {
  readonly lines: readonly string[];
  /** The device to wait for after the lines; undefined for the last part. */
  readonly settle: string | undefined;
}

/** Splits the batch at its `settleLine`s. */
export function partsOf(batch: readonly string[]): readonly BatchPart[] {
  const cut = batch.findIndex((line) => settleMarker.test(line));
  if (cut < 0) return [{ lines: batch, settle: undefined }];
  const settle = settleMarker.exec(batch[cut] ?? '')?.[1];
  return [{ lines: batch.slice(0, cut), settle }, ...partsOf(batch.slice(cut + 1))];
}

function replaceLine({ address, mac, states, router }: Neighbour, device: string): string[] {
  const state = stateFor(states);
  if (mac === undefined || state === undefined || isMulticast(mac)) return [];
  return [`neigh replace ${address} lladdr ${mac} dev ${device} nud ${state}${router ? ' router' : ''}`];
}

/** Permanent entries stay permanent. Entries that the kernel has learnt count as just confirmed. */
function stateFor(states: readonly string[]): string | undefined {
  if (states.includes('PERMANENT')) return 'permanent';
  if (states.includes('NOARP')) return 'noarp';
  return states.some((state) => learnt.includes(state)) ? 'reachable' : undefined;
}

/** The kernel makes the entries of multicast and broadcast addresses itself (IEEE 802: the group bit). */
function isMulticast(mac: string): boolean {
  return Number.parseInt(mac.slice(0, 2), 16) % 2 === 1;
}
