/** A batch for ip(8) has two kinds of lines that are comments to ip, and commands to us and to undo/links.sh. */
import type { Neighbour } from '../../model/host-state.ts';

const learnt = ['REACHABLE', 'STALE', 'DELAY', 'PROBE'];
const neighboursMarker = /^# neighbours (\S+) (\S+)$/;

/** The line of a batch in whose place `to` is given the neighbour entries that `from` has when the batch is run. */
export function neighboursLine(from: string, to: string): string {
  return `# neighbours ${from} ${to}`;
}

/**
 * The batch with such lines replaced by what they stand for. Without the entries the first ARP request or neighbour
 * solicitation from a new device may go missing, and is repeated only after a second.
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
 * The line at which the batch waits until the kernel listens to all IPv6 addresses of `device`: it makes their local
 * routes in the background, later on a busy machine than the lines that follow would be done (ipv6: addrconf_dad_work).
 */
export function settleLine(device: string): string {
  return `# settle ${device}`;
}

/** A line of a batch as a person reads it. */
export function describeLine(line: string): string {
  if (!line.startsWith('# ')) return `ip ${line}`;
  return line
    .replace(settleMarker, "# wait until the kernel listens to the addresses of '$1'")
    .replace(neighboursMarker, "# give '$2' the neighbours that '$1' has by then");
}

export interface BatchPart {
  readonly lines: readonly string[];
  /** The device to wait for when the lines are done. */
  readonly settle: string | undefined;
}

/** The batch cut where it has to wait. */
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

/** Fixed entries stay fixed; what the kernel has learnt counts as just confirmed. */
function stateFor(states: readonly string[]): string | undefined {
  if (states.includes('PERMANENT')) return 'permanent';
  if (states.includes('NOARP')) return 'noarp';
  return states.some((state) => learnt.includes(state)) ? 'reachable' : undefined;
}

/** Entries of multicast and broadcast addresses are noarp, and the kernel makes them itself (IEEE 802: the group bit). */
function isMulticast(mac: string): boolean {
  return Number.parseInt(mac.slice(0, 2), 16) % 2 === 1;
}
