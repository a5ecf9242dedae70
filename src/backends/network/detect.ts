/** Which network stack configures an interface or a bridge. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { HostState, StackState } from '../../model/host-state.ts';
import type { BackendName } from '../../model/network-config.ts';
import type { AnyBackend } from '../interfaces/network-backend.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { networkBackends } from './backends.ts';
import { networkManager } from './network-manager/backend.ts';
import { networkScripts } from './network-scripts/backend.ts';

/**
 * The stack that owns the device: of several that claim it the first that the boot starts. Network-scripts for one that none of
 * them claims: it says in its errors what is missing.
 */
export function backendOf(device: string, state: StackState): AnyBackend {
  const owners = networkBackends.filter(({ claim }) => claim(device, state) === 'owned');
  return owners.find(({ startsAtBoot }) => startsAtBoot(state)) ?? owners[0] ?? networkScripts;
}

/** The stack that claims the device; undefined where none does. */
export function stackOf(device: string, state: StackState): BackendName | undefined {
  const owner = backendOf(device, state);
  return owner.claim(device, state) === 'owned' ? owner.name : undefined;
}

type Wish = Pick<CreateBridgeRequest, 'interface' | 'networkmanager'>;

/**
 * The stack that has the interface once the bridge is there: NetworkManager can be told to let go of it, or to keep it. Throws
 * AgentError: Unsupported where NetworkManager is to keep what is not its own, Refused where two would configure it at boot.
 */
export function backendFor(wish: Wish, state: StackState): AnyBackend {
  const owner = backendOf(wish.interface, state);
  if (wish.networkmanager === 'auto') return owner;
  if (wish.networkmanager !== 'keep') return owner === networkManager ? networkScripts : owner;
  if (owner !== networkManager) throw cannotKeep(wish.interface, owner, state);
  return networkManager;
}

function cannotKeep(device: string, owner: AnyBackend, state: StackState): AgentError {
  const both = networkManager.claim(device, state) === 'owned';
  if (both && owner === networkScripts) {
    return new AgentError(
      'Refused',
      `interface '${device}' has a profile of NetworkManager's and the file 'ifcfg-${device}', which the enabled service 'network' reads; ` +
        `use networkmanager 'release', or take the file away first`,
    );
  }
  return new AgentError(
    'Unsupported',
    `interface '${device}' is not NetworkManager's to keep: it has no profile that NetworkManager reads; use networkmanager 'auto'`,
  );
}

/** What the option `networkmanager` means with the stack, where it was left open. */
export function settledNetworkManager(
  { networkmanager }: Pick<Wish, 'networkmanager'>,
  backend: AnyBackend,
): Exclude<Wish['networkmanager'], 'auto'> {
  return networkmanager === 'auto' ? backend.networkmanager.auto : networkmanager;
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
