/** The network stacks that Bridgehead knows: one that is not listed here does not compile. */
import type { Host } from '../../host/host.ts';
import type { BackendName, NetworkConfigs } from '../../model/network-config.ts';
import type { AnyBackend, NetworkBackend } from '../interfaces/network-backend.ts';
import { networkManager } from './network-manager/backend.ts';
import { networkScripts } from './network-scripts/backend.ts';

const backends: { readonly [Name in BackendName]: NetworkBackend<Name> } = {
  'network-scripts': networkScripts,
  'network-manager': networkManager,
};

/** In the order in which they are asked for what is theirs. */
export const networkBackends: readonly AnyBackend[] = Object.values(backends);

/** What each of them that is there has written down. Throws AgentError where the host can't be read. */
export async function readNetworkConfigs(host: Host): Promise<NetworkConfigs> {
  const found: readonly (readonly [BackendName, unknown])[] = await Promise.all(
    networkBackends.map(async (backend) => [backend.name, await backend.read(host)] as const),
  );
  // By the table above each name comes with its own kind of configuration.
  return Object.fromEntries(found.filter(([, config]) => config !== undefined));
}
