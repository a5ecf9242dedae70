/** A host's kernel network state as text that is equal if nothing has changed. */
import { createTwoFilesPatch } from 'diff';
import { eventually } from './eventually.ts';

/** Prints the JSON documents for `snapshotText`; the first three are for `inMotion`. */
export const snapshotScript =
  'ip -j -d addr; ip -j -4 route show table all; ip -j -6 route show table all; ip -j -4 rule; ip -j -6 rule';

/**
 * Fields that differ even if nothing has changed: indices, which grow with each new link; clocks; whether an address in use was
 * added without duplicate address detection, or by the kernel itself, which makes temporary ones beside it in either case
 * (ipv6: manage_tempaddrs); and the largest MTU that a bridge ever had a port for.
 */
const unsteady = /^(ifindex|link_index|expires|nodad|mngtmpaddr|.*_timer|.*life_time|cstamp|tstamp|tso_max_size)$/;

interface Link {
  readonly ifname?: string;
  readonly flags?: readonly string[];
  readonly operstate?: string;
  readonly addr_info?: readonly {
    readonly local?: string;
    readonly tentative?: boolean;
    readonly dadfailed?: boolean;
  }[];
}

interface Route {
  readonly type?: string;
  readonly dst?: string;
  readonly dev?: string;
  readonly flags?: readonly string[];
}

/** Takes the snapshot once the kernel has settled. @param read runs `snapshotScript`. */
export async function settledSnapshot(read: () => Promise<string>): Promise<string> {
  let moving: readonly string[] = [];
  try {
    return await eventually('the kernel has settled', async () => {
      const output = await read();
      moving = inMotion(output);
      return moving.length === 0 && snapshotText(output);
    });
  } catch (error) {
    throw new Error(`the kernel does not come to rest: ${moving.join('; ')}`, { cause: error });
  }
}

/**
 * What the kernel is about to change by itself. After a link gains or loses its carrier, its operstate, flags and routes follow
 * up to a second later (Linux: linkwatch; operstates.rst), and an address on it is tentative for another second or two. A guest
 * that starts or ends does this to its tap and to the bridge of its NAT network.
 */
export function inMotion(output: string): readonly string[] {
  const [links = '[]', ...routes] = output.split('\n').slice(0, 3);
  const up = (JSON.parse(links) as readonly Link[]).filter(({ flags = [] }) => flags.includes('UP'));
  return [
    ...up.flatMap((link) => [...carrier(link), ...addresses(link)]),
    ...routes.flatMap((family) => behind(JSON.parse(family === '' ? '[]' : family) as readonly Route[], up)),
  ];
}

/** Routes follow the carrier a moment after the operstate (Linux: linkwatch_do_dev; fib_sync_down_dev). */
function behind(routes: readonly Route[], up: readonly Link[]): readonly string[] {
  const carriers = new Map(up.map(({ ifname, flags = [] }) => [ifname, flags.includes('LOWER_UP')]));
  return routes
    .filter(({ type = 'unicast', dev, flags = [] }) => {
      const has = carriers.get(dev);
      return type === 'unicast' && has !== undefined && has === flags.includes('linkdown');
    })
    .map(({ dst = '', dev = '' }) => `the route to ${dst} has not learnt of the carrier of '${dev}'`);
}

function carrier({ ifname = '', flags = [], operstate = '' }: Link): readonly string[] {
  const has = flags.includes('LOWER_UP');
  // A tap, the loopback and a bridge that never had a port only report UNKNOWN.
  const lags = (has ? ['DOWN', 'LOWERLAYERDOWN'] : ['UP', 'UNKNOWN']).includes(operstate);
  return lags ? [`'${ifname}' is ${operstate} ${has ? 'with' : 'without'} a carrier`] : [];
}

/** Without a carrier, duplicate address detection does not run. */
function addresses({ ifname = '', flags = [], addr_info: infos = [] }: Link): readonly string[] {
  return infos
    .filter(({ tentative, dadfailed }) => flags.includes('LOWER_UP') && tentative === true && dadfailed !== true)
    .map(({ local = '' }) => `${local} of '${ifname}' is tentative`);
}

/** Sorted, one value per line. */
export function snapshotText(output: string): string {
  const documents = output.split('\n').filter((line) => line.trim() !== '');
  return documents.map((line) => sortedLines(JSON.parse(line) as unknown[])).join('\n');
}

/** A diff; empty if nothing differs. */
export function snapshotDiff(before: string, now: string): string {
  return before === now ? '' : createTwoFilesPatch('before', 'now', before, now, '', '', { context: 6 });
}

interface Address {
  readonly family: string;
  readonly local: string;
}

/** IPv6 addresses are listed by the time at which they came, which an advertisement decides; of IPv4 the first is the primary. */
function inOrder(addresses: readonly Address[]): readonly Address[] {
  const sixth = addresses.filter(({ family }) => family === 'inet6');
  const sorted = sixth.toSorted((one, other) => one.local.localeCompare(other.local));
  return [...addresses.filter(({ family }) => family !== 'inet6'), ...sorted];
}

function sortedLines(entries: readonly unknown[]): string {
  return entries
    .map((entry) => JSON.stringify(entry, keepStable, 1))
    .sort()
    .join('\n');
}

function keepStable(key: string, value: unknown): unknown {
  if (key === 'addr_info') return inOrder(value as readonly Address[]);
  return unsteady.test(key) && value !== 4294967295 ? undefined : value;
}
