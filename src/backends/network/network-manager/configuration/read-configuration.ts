/** NetworkManager's own configuration, as its next start will read it. */
import type { Host } from '../../../../host/host.ts';

/** Milliseconds; it prints its configuration at once. */
const patience = 20_000;

/** What `NetworkManager --print-config` prints; undefined where it fails. Never throws. */
export async function readConfiguration({ commands }: Host): Promise<string | undefined> {
  const options = { timeout: patience };
  const result = await commands.run('NetworkManager', ['--print-config'], options).catch(() => undefined);
  return result?.exitCode === 0 ? result.stdout : undefined;
}
