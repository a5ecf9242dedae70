/** Asking a neighbour on the link whether it is there, by ARP or neighbour discovery, through the kernel's own tables. */
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

/** `not asked`: its entry is not ours to touch, and it answers no echo request, which need not mean anything. */
export type Answer = 'yes' | 'no' | 'not asked';

/**
 * Milliseconds. The kernel asks three times, a second apart (arp(7): ucast_solicit, mcast_solicit). An entry that is
 * put to the test is given up before the kernel gives it up, and forgets what it knew.
 */
const longest = { test: 2800, lookup: 5000 } as const;
const pauses = { first: 25, longest: 200 } as const;

/**
 * Whether `address` answers now on `device`. An entry the kernel has is put to the test (nud probe) while it stays in
 * use, and is as it was if nothing comes of it; where there is none the kernel is made to ask (ip-neighbour(8): use).
 * Nothing else is sent, so no filter for IP packets is in the way. A fixed entry is left alone: then
 * an echo request is sent. With `recent`, an entry that was just confirmed (REACHABLE) is the answer. Throws AgentError
 * where `ip` can't be asked.
 */
export async function answers(commands: Commands, address: string, device: string, recent: boolean): Promise<Answer> {
  try {
    return await ask(commands, address, device, recent);
  } catch (error) {
    // A device that goes away meanwhile has no neighbours; that it has gone is for others to say.
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
  // The kernel tells the address of an entry that is in use alone (neighbour.c: neigh_fill_info).
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

/** By an administrator, or by a program that keeps the table (ip-neighbour(8): permanent, noarp, extern_learn, managed). */
function isFixed({ state, extern_learn: learnt, managed }: Entry): boolean {
  return state.includes('PERMANENT') || state.includes('NOARP') || learnt !== undefined || managed !== undefined;
}

/** Whether the entry becomes REACHABLE before it fails, or the time is over. */
async function isConfirmed(commands: Commands, address: string, device: string, time: number): Promise<boolean> {
  const end = performance.now() + time;
  for (let pause: number = pauses.first; ; pause = Math.min(2 * pause, pauses.longest)) {
    const entry = await readEntry(commands, address, device);
    if (entry?.state.includes('REACHABLE') === true) return true;
    if (entry?.state.includes('FAILED') === true || performance.now() + pause > end) return false;
    await wait(pause);
  }
}

/** What the kernel knew is in use again, and to be confirmed by its next use: an answer that comes this late counts. */
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

/** `nud all`, because `ip` leaves out what is noarp (ip-neighbour(8)). */
async function readEntry(commands: Commands, address: string, device: string): Promise<Entry | undefined> {
  const entries = await askIp(commands, ['neigh', 'show', 'nud', 'all', 'to', address, 'dev', device], entrySchema);
  return entries[0];
}
