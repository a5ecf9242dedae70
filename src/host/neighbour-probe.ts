/** Asking a neighbour on the link whether it is there, by ARP or neighbour discovery, through the kernel's own tables. */
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import type { Commands } from './commands.ts';
import { askIp } from './ip-json.ts';

const entrySchema = v.array(v.object({ lladdr: v.optional(v.string()), state: v.optional(v.array(v.string()), []) }));
type Entry = v.InferOutput<typeof entrySchema>[number];

/** Milliseconds. The kernel asks three times, a second apart, before it gives up (arp(7): ucast_solicit, mcast_solicit). */
const longest = 5000;
const pause = 25;

/**
 * Whether `address` answers now on `device`. An entry the kernel has is put to the test (nud probe) while it stays in
 * use; where there is none the kernel is made to ask (ip-neighbour(8): use). Nothing else is sent, so no filter for IP
 * packets is in the way. Throws AgentError where `ip` can't be asked.
 */
export async function answers(commands: Commands, address: string, device: string): Promise<boolean> {
  try {
    return await ask(commands, address, device);
  } catch (error) {
    // A device that goes away meanwhile has no neighbours; that it has gone is for others to say.
    if ((await commands.run('ip', ['link', 'show', 'dev', device])).exitCode !== 0) return false;
    throw error;
  }
}

async function ask(commands: Commands, address: string, device: string): Promise<boolean> {
  const known = await readEntry(commands, address, device);
  const how = known?.lladdr === undefined ? ['use'] : ['lladdr', known.lladdr, 'nud', 'probe'];
  const { exitCode } = await commands.run('ip', ['neigh', 'replace', address, 'dev', device, ...how]);
  if (exitCode !== 0) return false;
  const end = Date.now() + longest;
  while (Date.now() < end) {
    const entry = await readEntry(commands, address, device);
    if (entry?.state.includes('REACHABLE') === true) return true;
    if (entry?.state.includes('FAILED') === true) return false;
    await wait(pause);
  }
  return false;
}

async function readEntry(commands: Commands, address: string, device: string): Promise<Entry | undefined> {
  const entries = await askIp(commands, ['neigh', 'show', 'to', address, 'dev', device], entrySchema);
  return entries[0];
}
