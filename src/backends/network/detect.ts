/** Which network stack configures an interface or a bridge. */
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';
import type { BackendName } from '../../model/network-config.ts';
import type { AnyBackend } from './backend.ts';
import { networkBackends, readNetworkConfigs } from './backends.ts';
import { networkScripts } from './network-scripts/backend.ts';

/** The stack that owns the device; network-scripts for one that none of them owns: it says in its errors what is missing. */
export function backendOf(device: string, state: HostState): AnyBackend {
  return networkBackends.find(({ claim }) => claim(device, state) === 'owned') ?? networkScripts;
}

/** Whether the next boot makes the bridge, whichever stack does. */
export function isConfigured(bridge: string, state: HostState): boolean {
  return networkBackends.some((backend) => backend.isConfigured(bridge, state));
}

/** The interface behind the bridge, see NetworkBackend. */
export function uplinkNameOf(bridge: string, state: HostState): string | undefined {
  return backendOf(bridge, state).uplinkOf(bridge, state);
}

/** The stack that is there, for the property NetworkBackend. Throws AgentError where the host can't be read. */
export async function detectBackend(host: Host): Promise<BackendName | 'none'> {
  const configs = await readNetworkConfigs(host);
  return networkBackends.find(({ name }) => configs[name] !== undefined)?.name ?? 'none';
}
