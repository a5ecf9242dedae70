/** The kernel's network of a host as text that is equal when nothing has changed. */
import { createTwoFilesPatch } from 'diff';
import { eventually } from './eventually.ts';

/** One shell line that prints the JSON documents which `snapshotText` takes; the first three are what `inMotion` reads. */
export const snapshotScript =
  'ip -j -d addr; ip -j -4 route show table all; ip -j -6 route show table all; ip -j -4 rule; ip -j -6 rule';

/**
 * Fields that differ though nothing has changed: indices, which a new link counts on, clocks, whether an address
 * that is in use was added without duplicate address detection, and the largest frames that a bridge has ever had a port for.
 */
const unsteady = /^(ifindex|link_index|expires|nodad|.*_timer|.*life_time|cstamp|tstamp|tso_max_size)$/;

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

/** Takes the snapshot once the kernel is through with what others have begun. @param read runs `snapshotScript`. */
export async function settledSnapshot(read: () => Promise<string>): Promise<string> {
  let moving: readonly string[] = [];
  try {
    return await eventually('the kernel is at rest', async () => {
      const output = await read();
      moving = inMotion(output);
      return moving.length === 0 && snapshotText(output);
    });
  } catch (error) {
    throw new Error(`the kernel does not come to rest: ${moving.join('; ')}`, { cause: error });
  }
}

/**
 * What the kernel itself is about to change. Up to a second after a link has got or lost its carrier its operstate, and with it
 * its flags and routes, follow (Linux: linkwatch; operstates.rst); an address on it is tentative for another second or two.
 * A guest that starts or ends does that to its tap and to the bridge of its NAT network, while we look at something else.
 */
export function inMotion(output: string): readonly string[] {
  const [links = '[]', ...routes] = output.split('\n').slice(0, 3);
  const up = (JSON.parse(links) as readonly Link[]).filter(({ flags = [] }) => flags.includes('UP'));
  return [
    ...up.flatMap((link) => [...carrier(link), ...addresses(link)]),
    ...routes.flatMap((family) => behind(JSON.parse(family === '' ? '[]' : family) as readonly Route[], up)),
  ];
}

/** Routes learn of a carrier a moment after the operstate has (Linux: linkwatch_do_dev; fib_sync_down_dev). */
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
  // A tap, the loopback, and a bridge that has never had a port say no more of themselves than UNKNOWN.
  const lags = (has ? ['DOWN', 'LOWERLAYERDOWN'] : ['UP', 'UNKNOWN']).includes(operstate);
  return lags ? [`'${ifname}' is ${operstate} ${has ? 'with' : 'without'} a carrier`] : [];
}

/** Without a carrier nobody is asked whether the address is free. */
function addresses({ ifname = '', flags = [], addr_info: infos = [] }: Link): readonly string[] {
  return infos
    .filter(({ tentative, dadfailed }) => flags.includes('LOWER_UP') && tentative === true && dadfailed !== true)
    .map(({ local = '' }) => `${local} of '${ifname}' is tentative`);
}

/** Sorted, one value a line. */
export function snapshotText(output: string): string {
  const documents = output.split('\n').filter((line) => line.trim() !== '');
  return documents.map((line) => sortedLines(JSON.parse(line) as unknown[])).join('\n');
}

/** What differs, as a diff; empty where nothing does. */
export function snapshotDiff(before: string, now: string): string {
  return before === now ? '' : createTwoFilesPatch('before', 'now', before, now, '', '', { context: 6 });
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
