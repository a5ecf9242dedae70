/** Which network stack configures an interface or a bridge. */
import type { Host } from '../../host/host.ts';
import type { HostState, StackState } from '../../model/host-state.ts';
import type { BackendName } from '../../model/network-config.ts';
import type { AnyBackend } from '../interfaces/network-backend.ts';
import { networkBackends } from './backends.ts';
import { networkScripts } from './network-scripts/backend.ts';

/** The stack that owns the device; network-scripts for one that none of them owns: it says in its errors what is missing. */
export function backendOf(device: string, state: StackState): AnyBackend {
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

/** The interfaces that the configuration puts behind the bridge beside its uplink, see NetworkBackend. */
export function furtherPortsOf(bridge: string, state: HostState): readonly string[] {
  const backend = backendOf(bridge, state);
  const uplink = backend.uplinkOf(bridge, state);
  return (backend.portsOf?.(bridge, state) ?? []).filter((name) => name !== uplink);
}

/** The first stack that is there, for the property NetworkBackend; one that cannot be read is there. Never throws. */
export async function detectBackend(host: Host): Promise<BackendName | 'none'> {
  for (const { name, read } of networkBackends) {
    const isThere = await read(host).then(
      (config) => config !== undefined,
      () => true,
    );
    if (isThere) return name;
  }
  return 'none';
}
