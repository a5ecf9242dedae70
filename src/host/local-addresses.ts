/** Whether the kernel already accepts packets for the addresses that it has been given. */
import * as v from 'valibot';
import type { Commands } from './commands.ts';
import { until } from './clock.ts';
import { askTogether, type AskIp } from './ip-together.ts';
import { readAddresses } from './links.ts';

/** Milliseconds. If the kernel takes longer some packets are lost, which is better than to stop half way. */
const longest = 2000;
const pause = 5;

const routesSchema = v.array(v.object({ dst: v.string(), table: v.optional(v.string()) }));

/**
 * Waits until all IPv6 addresses of `device` have their local routes, which the kernel adds in the background.
 * Never throws: the check after the change finds what is wrong.
 */
export async function settleAddresses(commands: Commands, device: string): Promise<void> {
  const ask = askTogether(commands);
  await until(async () => !(await unsettled(ask, device).catch(() => false)), longest, pause);
}

async function unsettled(ask: AskIp, device: string): Promise<boolean> {
  const [addresses, routes] = await Promise.all([
    readAddresses(ask, device),
    // `table local` by itself would mean IPv4.
    ask(['route', 'show', 'table', 'all', 'dev', device, 'root', '::/0'], routesSchema),
  ]);
  const local = new Set(routes.filter(({ table }) => table === 'local').map(({ dst }) => dst));
  return addresses.some(({ family, address }) => family === 6 && !local.has(address));
}
