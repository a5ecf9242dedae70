/** Probing a neighbour on the link by ARP or neighbour discovery, through the kernel's own tables. */
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import type { Commands } from './commands.ts';
import { answersEcho } from './echo.ts';
import { askIp } from './ip-json.ts';

const entrySchema = v.array(
  v.object({
    lladdr: v.optional(v.string()),
    state: v.optional(v.array(v.string()), []),
    router: v.optional(v.unknown()),
    extern_learn: v.optional(v.unknown()),
    managed: v.optional(v.unknown()),
  }),
);
type Entry = v.InferOutput<typeof entrySchema>[number];

/** `not asked`: its entry is not ours to change, and a missing echo reply proves nothing. */
export type Answer = 'yes' | 'no' | 'not asked';

/**
 * Milliseconds. The kernel asks three times, a second apart (arp(7): ucast_solicit, mcast_solicit). We stop the test of an
 * entry before the kernel fails it and forgets its MAC address.
 */
const longest = { test: 2800, lookup: 5000 } as const;
const pauses = { first: 25, longest: 200 } as const;

/**
 * Whether `address` answers now on `device`. A known entry is tested (nud probe) while it stays in use, and is restored if
 * there is no answer; without one the kernel is made to ask (ip-neighbour(8): use). Nothing else is sent, so no filter for IP
 * packets interferes. A fixed entry is left alone, and an echo request is sent instead. With `recent`, an entry that was just
 * confirmed (REACHABLE) counts as an answer. Throws AgentError if `ip` fails.
 */
export async function answers(commands: Commands, address: string, device: string, recent: boolean): Promise<Answer> {
  try {
    return await ask(commands, address, device, recent);
  } catch (error) {
    // A device that has gone has no neighbours; others report that it has gone.
    if ((await commands.run('ip', ['link', 'show', 'dev', device])).exitCode !== 0) return 'no';
    throw error;
  }
}

async function ask(commands: Commands, address: string, device: string, recent: boolean): Promise<Answer> {
  const known = await readEntry(commands, address, device);
  if (known !== undefined && isFixed(known)) {
    return (await answersEcho(commands, address, device)) ? 'yes' : 'not asked';
  }
  if (recent && known?.state.includes('REACHABLE') === true) return 'yes';
  // The kernel shows the MAC address only of a valid entry (neighbour.c: neigh_fill_info).
  if (known?.lladdr === undefined) {
    const asked = await replace(commands, address, device, ['use']);
    return asked && (await isConfirmed(commands, address, device, longest.lookup)) ? 'yes' : 'no';
  }
  const words = ['lladdr', known.lladdr, ...(known.router === undefined ? [] : ['router'])];
  const asked = await replace(commands, address, device, [...words, 'nud', 'probe']);
  if (!asked) return 'no';
  if (await isConfirmed(commands, address, device, longest.test)) return 'yes';
  return putBack(commands, address, device, words);
}

/** By an administrator, or by a program that maintains the table (ip-neighbour(8): permanent, noarp, extern_learn, managed). */
function isFixed({ state, extern_learn: learnt, managed }: Entry): boolean {
  return state.includes('PERMANENT') || state.includes('NOARP') || learnt !== undefined || managed !== undefined;
}

/** Whether the entry becomes REACHABLE before it fails or the time is over. */
async function isConfirmed(commands: Commands, address: string, device: string, time: number): Promise<boolean> {
  const end = performance.now() + time;
  for (let pause: number = pauses.first; ; pause = Math.min(2 * pause, pauses.longest)) {
    const entry = await readEntry(commands, address, device);
    if (entry?.state.includes('REACHABLE') === true) return true;
    if (entry?.state.includes('FAILED') === true || performance.now() + pause > end) return false;
    await wait(pause);
  }
}

/** Restores the entry as one that its next use confirms. An answer that comes this late counts. */
async function putBack(commands: Commands, address: string, device: string, words: readonly string[]): Promise<Answer> {
  const now = await readEntry(commands, address, device);
  if (now?.state.includes('REACHABLE') === true) return 'yes';
  if (now === undefined || !isFixed(now)) await replace(commands, address, device, [...words, 'nud', 'stale']);
  return 'no';
}

async function replace(
  commands: Commands,
  address: string,
  device: string,
  words: readonly string[],
): Promise<boolean> {
  const { exitCode } = await commands.run('ip', ['neigh', 'replace', address, 'dev', device, ...words]);
  return exitCode === 0;
}

/** `nud all`, because `ip` omits noarp entries (ip-neighbour(8)). */
async function readEntry(commands: Commands, address: string, device: string): Promise<Entry | undefined> {
  const entries = await askIp(commands, ['neigh', 'show', 'nud', 'all', 'to', address, 'dev', device], entrySchema);
  return entries[0];
}
