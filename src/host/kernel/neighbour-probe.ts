/** Probing a neighbour on the link by ARP or neighbour discovery, through the kernel's own tables. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Neighbour } from '../../model/host-state.ts';
import type { Commands } from '../commands.ts';
import { answersEcho } from './echo.ts';
import { readNeighbours } from './routes.ts';
import { askTogether, changeTogether, type AskIp, type ChangeByIp } from './ip-together.ts';

/** `not asked`: its entry is not ours to change, and a missing echo reply proves nothing. */
export type Answer = 'yes' | 'no' | 'not asked';

/**
 * Milliseconds. The kernel asks three times, a second apart (arp(7): ucast_solicit, mcast_solicit). We stop the test of an
 * entry before the kernel fails it and forgets its MAC address.
 */
const longest = { test: 2800, lookup: 5000 } as const;
const pauses = { first: 2, longest: 200 } as const;

/**
 * Whether a machine answers now on the link. A known entry is tested (nud probe) while it stays in use, and is restored if
 * there is no answer; without one the kernel is made to ask (ip-neighbour(8): use). Nothing else is sent, so no filter for IP
 * packets interferes. A fixed entry is left alone, and an echo request is sent instead. With `recent`, an entry that was just
 * confirmed (REACHABLE) counts as an answer. Throws AgentError if `ip` fails.
 */
export type Probe = (address: string, device: string, recent: boolean) => Promise<Answer>;

/** Machines that are asked about at the same time are looked at by the same programs. */
export function createProbe(commands: Commands): Probe {
  const tools = { commands, ask: askTogether(commands), change: changeTogether(commands) };
  return async (address, device, recent) => {
    try {
      return await probe(tools, { address, device }, recent);
    } catch (error) {
      // A device that has gone has no neighbours; others report that it has gone.
      if ((await commands.run('ip', ['link', 'show', 'dev', device])).exitCode !== 0) return 'no';
      throw error;
    }
  };
}

interface Tools {
  readonly commands: Commands;
  readonly ask: AskIp;
  readonly change: ChangeByIp;
}

interface Machine {
  readonly address: string;
  readonly device: string;
}

async function probe(tools: Tools, machine: Machine, recent: boolean): Promise<Answer> {
  const known = await readEntry(tools, machine);
  if (known?.fixed === true) {
    return (await answersEcho(tools.commands, machine.address, machine.device)) ? 'yes' : 'not asked';
  }
  if (recent && isReachable(known)) return 'yes';
  // The kernel shows the MAC address only of a valid entry (neighbour.c: neigh_fill_info).
  if (known?.mac === undefined) {
    const asked = await replace(tools, machine, ['use']);
    return asked && (await isConfirmed(tools, machine, longest.lookup)) ? 'yes' : 'no';
  }
  const words = ['lladdr', known.mac, ...(known.router ? ['router'] : [])];
  const asked = await replace(tools, machine, [...words, 'nud', 'probe']);
  if (!asked) return 'no';
  if (await isConfirmed(tools, machine, longest.test)) return 'yes';
  return putBack(tools, machine, words);
}

/** Whether the entry becomes REACHABLE before it fails or the time is over. */
async function isConfirmed(tools: Tools, machine: Machine, time: number): Promise<boolean> {
  const end = performance.now() + time;
  for (let pause: number = pauses.first; ; pause = Math.min(2 * pause, pauses.longest)) {
    // To ask ip(8) costs as much as the first pauses, within which most machines answer.
    await wait(pause);
    const entry = await readEntry(tools, machine);
    if (isReachable(entry)) return true;
    if (entry?.states.includes('FAILED') === true || performance.now() + pause > end) return false;
  }
}

/** Restores the entry as one that its next use confirms. An answer that comes this late counts. */
async function putBack(tools: Tools, machine: Machine, words: readonly string[]): Promise<Answer> {
  const now = await readEntry(tools, machine);
  if (isReachable(now)) return 'yes';
  if (now?.fixed !== true) await replace(tools, machine, [...words, 'nud', 'stale']);
  return 'no';
}

function replace({ change }: Tools, { address, device }: Machine, words: readonly string[]): Promise<boolean> {
  return change(['neigh', 'replace', address, 'dev', device, ...words]);
}

async function readEntry({ ask }: Tools, { address, device }: Machine): Promise<Neighbour | undefined> {
  return (await readNeighbours(ask, ['to', address, 'dev', device]))[0];
}

function isReachable(entry: Neighbour | undefined): boolean {
  return entry?.states.includes('REACHABLE') === true;
}
