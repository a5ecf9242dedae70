/** Whether the kernel already accepts packets for the addresses that it has been given. */
import * as v from 'valibot';
import type { Commands } from '../commands.ts';
import { until } from '../clock.ts';
import { askTogether, type AskIp } from './ip-together.ts';
import { readAddresses } from './links.ts';

/** Milliseconds. If the kernel takes longer some packets are lost, which is better than to stop half way. */
const longest = 2000;
const pause = 5;

const routesSchema = v.array(v.object({ dst: v.string(), table: v.optional(v.string()) }));

/**
 * Waits until all IPv6 addresses of `device` have their local routes, which the kernel adds in the background. That they have
 * not is no error: the check after the change finds what is wrong. @param look is asked together with that.
 * @returns its last answer. Throws what it throws.
 */
export async function settleAddresses<Seen>(
  commands: Commands,
  device: string,
  look: (ask: AskIp) => Promise<Seen>,
): Promise<Seen> {
  const ask = askTogether(commands);
  let last: Seen | undefined;
  const isSettled = async (): Promise<boolean> => {
    const [waiting, seen] = await Promise.all([unsettled(ask, device).catch(() => false), look(ask)]);
    last = seen;
    return !waiting;
  };
  await until(isSettled, longest, pause);
  return last as Seen;
}

async function unsettled(ask: AskIp, device: string): Promise<boolean> {
  const [addresses, routes] = await Promise.all([
    readAddresses(ask, device),
    // `table local` by itself would mean IPv4.
    ask(['-details', 'route', 'show', 'table', 'all', 'dev', device, 'root', '::/0'], routesSchema),
  ]);
  const local = new Set(routes.filter(({ table }) => table === 'local').map(({ dst }) => dst));
  return addresses.some(({ family, address }) => family === 6 && !local.has(address));
}
