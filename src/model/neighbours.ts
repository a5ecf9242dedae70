/** Moving what a host knows of its neighbours on the link from one device to another. */
import type { Neighbour } from './host-state.ts';

const known = ['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT'];
/** A comment to ip(8), a command to us and to undo-library.sh. */
const marker = /^# neighbours (\S+) (\S+)$/;

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
    const [, from, to] = marker.exec(line) ?? [];
    if (from === undefined || to === undefined) return [line];
    return neighbours.filter((entry) => entry.device === from).flatMap((entry) => replaceLine(entry, to));
  });
}

function replaceLine({ address, mac, states, router }: Neighbour, device: string): string[] {
  if (mac === undefined || !states.some((state) => known.includes(state))) return [];
  const state = states.includes('PERMANENT') ? 'permanent' : 'reachable';
  return [`neigh replace ${address} lladdr ${mac} dev ${device} nud ${state}${router ? ' router' : ''}`];
}
