/** Which links systemd-resolved asks name servers by. */
import { mayRun } from '../../host/daemon-trace.ts';
import type { Host } from '../../host/host.ts';
import { allServersWords, linksWithServers } from './words.ts';

/** Milliseconds; it answers in a few, and a plan must not wait long for one that hangs. */
const patience = 20_000;

/** Indices of the links; none where it does not run. Never throws. */
export async function readResolvedLinks(host: Host): Promise<readonly number[]> {
  const client = host.live ? await host.commands.find('busctl') : undefined;
  // systemd-resolved.service(8): RuntimeDirectory=.
  if (client === undefined || !(await mayRun(client, ['systemd/resolve']))) return [];
  const result = await host.commands.run('busctl', allServersWords, { timeout: patience }).catch(() => undefined);
  return result?.exitCode === 0 ? linksWithServers(result.stdout) : [];
}
