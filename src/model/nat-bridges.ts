/** The invariant: neither an uplink nor a guest is ever attached to a bridge of one of libvirt's own networks. */
import { AgentError } from '../contract/errors.ts';
import type { LibvirtNetwork } from './host-state.ts';
import { isNatBridgeName } from './names.ts';
import { quoted } from '../contract/quoted.ts';

/** The libvirt network that owns this bridge: its forward mode is not `bridge` (libvirt: formatnetwork). */
export function natNetworkOf(bridge: string, networks: readonly LibvirtNetwork[]): LibvirtNetwork | undefined {
  return networks.find((network) => network.bridge === bridge && network.forward !== 'bridge');
}

/** Throws AgentError(Refused) if libvirt owns the bridge. */
export function refuseNatBridge(bridge: string, networks: readonly LibvirtNetwork[]): void {
  const network = natNetworkOf(bridge, networks);
  if (network === undefined && !isNatBridgeName(bridge)) return;
  const owner = network === undefined ? 'its NAT networks' : `its network ${quoted(network.name)}`;
  throw new AgentError(
    'Refused',
    `bridge '${bridge}' belongs to libvirt, for ${owner}; choose another name, for example 'br0'`,
  );
}

/**
 * For every change that attaches something to a bridge: throws AgentError(Refused) if a libvirt network cannot be read, because
 * the bridge may be its own.
 */
export function refuseUnreadNetworks([first]: readonly string[]): void {
  if (first === undefined) return;
  throw new AgentError(
    'Refused',
    `${first}, so it is unknown which bridges belong to libvirt; correct that and call again`,
  );
}
