/** Whether the kernel already accepts packets for the addresses that it has been given. */
import * as v from 'valibot';
import type { Commands } from './commands.ts';
import { until } from './clock.ts';
import { askIp } from './ip-json.ts';
import { readLinks } from './links.ts';

/** Milliseconds. If the kernel takes longer some packets are lost, which is better than to stop half way. */
const longest = 2000;
const pause = 5;

const localSchema = v.array(v.object({ dst: v.string() }));

/**
 * Waits until all IPv6 addresses of `device` have their local routes, which the kernel adds in the background.
 * Never throws: the check after the change finds what is wrong.
 */
export async function settleAddresses(commands: Commands, device: string): Promise<void> {
  await until(async () => !(await unsettled(commands, device).catch(() => false)), longest, pause);
}

async function unsettled(commands: Commands, device: string): Promise<boolean> {
  const links = await readLinks(commands);
  const addresses = links.find((link) => link.name === device)?.addresses.filter(({ family }) => family === 6) ?? [];
  const routes = await askIp(commands, ['-6', 'route', 'show', 'table', 'local', 'dev', device], localSchema);
  return addresses.some(({ address }) => !routes.some(({ dst }) => dst === address));
}
