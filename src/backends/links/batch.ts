/** Some lines in a batch are comments to ip(8), but commands to Bridgehead and to undo/links.sh. */
import type { Neighbour } from '../../model/host-state.ts';
import { dottedPath } from '../sysctls/keys.ts';
import { describeAdvertised } from './advertised-line.ts';

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

export function copiesNeighbours(batch: readonly string[]): boolean {
  return batch.some((line) => neighboursMarker.test(line));
}

const settleMarker = /^# settle (\S+)$/;

/**
 * A line that waits until the kernel accepts packets for all IPv6 addresses of `device`. The kernel adds their local routes
 * in the background (ipv6: addrconf_dad_work), on a busy machine after the lines that follow would be done.
 */
export function settleLine(device: string): string {
  return `# settle ${device}`;
}

const sysctlMarker =
  /^# sysctl (net\/ipv[46]\/(?:conf|neigh)\/(?!\.{1,2}\/)[^/\s]{1,15}\/[a-z0-9_]+) (-?\d+)( unkept)?$/;

/**
 * A line that sets a kernel setting of a new device before it is up.
 * @param path below /proc/sys. @param kept whether the next boot sets it too.
 */
export function sysctlLine(path: string, value: string, kept: boolean): string {
  return `# sysctl ${path} ${value}${kept ? '' : ' unkept'}`;
}

const secretMarker = /^# secret (\S+) (\S+)$/;

/** A line that copies the secret for stable addresses (RFC 7217) from `from` to `to`. It is never shown. */
export function secretLine(from: string, to: string): string {
  return `# secret ${from} ${to}`;
}

const rule6Marker = /^# rule6 ((?:add|del) [\w.:/ -]+)$/;

/** A line that adds or removes an IPv6 rule: a batch takes all rules for IPv4 ones, unless ip was started with -6. */
export function ruleLine6(words: string): string {
  return `# rule6 ${words}`;
}

const namesMarker = /^# (names|names-settled) (\S+) (\S+)$/;

/**
 * A line that gives `to` the name servers that systemd-resolved has for `from`: it asks none by a link that has lost its addresses,
 * and none by another before it is told.
 */
export function namesLine(from: string, to: string): string {
  return `# names ${from} ${to}`;
}

/**
 * The last line of a batch with `namesLine`: systemd-resolved asks no more by `from`, where each answer would have to be waited for.
 * `to` gets the servers again: of a port that leaves its bridge the kernel tells as of a link that is gone (bridge: br_ifinfo_notify).
 */
export function namesSettledLine(from: string, to: string): string {
  return `# names-settled ${from} ${to}`;
}

/** The line for people to read: our own commands are described in words. */
export function describeLine(line: string): string {
  if (!line.startsWith('# ')) return `ip ${line}`;
  return describeAdvertised(line)
    .replace(rule6Marker, 'ip -6 rule $1')
    .replace(namesMarker, describeNames)
    .replace(settleMarker, "# wait until the addresses of '$1' are ready")
    .replace(secretMarker, "# give '$2' the secret for stable addresses that '$1' has")
    .replace(sysctlMarker, (_, path: string, value: string, unkept?: string) => describeSetting(path, value, !unkept))
    .replace(neighboursMarker, "# copy the neighbour entries of '$1' to '$2'");
}

function describeNames(_: string, kind: string, from: string, to: string): string {
  if (kind === 'names') return `# give '${to}' the name servers that systemd-resolved has for '${from}'`;
  return `# systemd-resolved has them for '${to}' alone`;
}

function describeSetting(path: string, value: string, kept: boolean): string {
  return `sysctl -w ${dottedPath(path)}=${value}${kept ? '' : '  # only until the next boot: no file says so'}`;
}

/** Work between two parts of a batch that ip(8) does not do. */
export type Errand =
  | { readonly kind: 'settle'; readonly device: string }
  | { readonly kind: 'sysctl'; readonly path: string; readonly value: string }
  | { readonly kind: 'secret'; readonly from: string; readonly to: string }
  | { readonly kind: 'names' | 'names-settled'; readonly from: string; readonly to: string }
  | { readonly kind: 'rule6'; readonly words: readonly string[] };

export interface BatchPart {
  readonly lines: readonly string[];
  /** What follows the lines, in this order. */
  readonly errands: readonly Errand[];
}

/** Splits the batch at the lines that are errands. */
export function partsOf(batch: readonly string[]): readonly BatchPart[] {
  const cut = batch.findIndex((line) => errandOf(line) !== undefined);
  if (cut < 0) return [{ lines: batch, errands: [] }];
  const rest = batch.slice(cut).findIndex((line) => errandOf(line) === undefined);
  const end = rest < 0 ? batch.length : cut + rest;
  const errands = batch.slice(cut, end).flatMap((line) => errandOf(line) ?? []);
  return [{ lines: batch.slice(0, cut), errands }, ...(end === batch.length ? [] : partsOf(batch.slice(end)))];
}

function errandOf(line: string): Errand | undefined {
  const [, device] = settleMarker.exec(line) ?? [];
  if (device !== undefined) return { kind: 'settle', device };
  const [, path, value] = sysctlMarker.exec(line) ?? [];
  if (path !== undefined && value !== undefined) return { kind: 'sysctl', path, value };
  const [, rule] = rule6Marker.exec(line) ?? [];
  if (rule !== undefined) return { kind: 'rule6', words: rule.split(' ') };
  const [, kind, old, next] = namesMarker.exec(line) ?? [];
  if (old !== undefined && next !== undefined) {
    return { kind: kind === 'names' ? 'names' : 'names-settled', from: old, to: next };
  }
  const [, from, to] = secretMarker.exec(line) ?? [];
  return from === undefined || to === undefined ? undefined : { kind: 'secret', from, to };
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
