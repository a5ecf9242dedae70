/** What of the kernel's addresses and routes somebody has configured, so that a file may have it too. */
import { AgentError } from '../../../contract/errors.ts';
import type { CidrAddress } from '../../../model/addresses.ts';
import type { HostAddress, HostState, Link, Route } from '../../../model/host-state.ts';
import { isLeased } from '../../dhclient/leased.ts';

export interface LiveAddressing {
  /** Those that were configured, by a person or a daemon: neither link-local nor from DHCP or router advertisements. */
  readonly addresses: readonly CidrAddress[];
  readonly route4: Route | undefined;
  readonly route6: Route | undefined;
  /** All that is there, wherever it came from. */
  readonly everyAddress: readonly CidrAddress[];
  readonly everyGateway: readonly string[];
}

/** A daemon that follows a routing protocol makes its routes anew (iproute2: rt_protos). */
const staticProtocols = new Set(['boot', 'static']);

/**
 * What the kernel has on `device`, and on `bridge` if the device is its port already. Throws Conflict for several default
 * routes of a family, and Unsupported for a route without a gateway and for a peer's address: a file has no words for them.
 */
export function liveAddressing(device: string, bridge: string, state: HostState): LiveAddressing {
  const links = linksOf(device, bridge, state);
  const names = new Set(links.map((link) => link.name));
  const defaults = state.routes.filter((route) => names.has(route.device) && isDefault(route));
  const set = defaults.filter((route) => staticProtocols.has(route.protocol) && route.expires === undefined);
  const everyAddress = links.flatMap((link) => link.addresses);
  const addresses = links.flatMap((link) =>
    link.addresses.filter((address) => isStatic(address) && !isLeased(address, link.name, state)),
  );
  refusePeers(device, addresses);
  return {
    addresses,
    route4: onlyRoute(set, 4, device),
    route6: onlyRoute(set, 6, device),
    everyAddress,
    everyGateway: defaults.flatMap((route) => route.gateway ?? []),
  };
}

function linksOf(device: string, bridge: string, state: HostState): readonly Link[] {
  const port = state.links.find((link) => link.name === device);
  return state.links.filter((link) => link === port || (link.name === bridge && port?.master === bridge));
}

function isDefault(route: Route): boolean {
  return route.destination === 'default' && route.table === 'main' && route.type === 'unicast';
}

/** Whether an address was configured, so that only a file can bring it back. */
function isStatic(address: HostAddress): boolean {
  if (address.dynamic || address.temporary) return false;
  return address.family === 4 || !address.address.startsWith('fe80:');
}

function refusePeers(device: string, addresses: readonly HostAddress[]): void {
  const address = addresses.find(({ peer }) => peer !== undefined);
  if (address === undefined) return;
  throw new AgentError(
    'Unsupported',
    `the address '${address.address}' of interface '${device}' has a peer, which cannot be written yet; set it without a peer`,
  );
}

function onlyRoute(routes: readonly Route[], family: 4 | 6, device: string): Route | undefined {
  const ofFamily = routes.filter((route) => route.family === family);
  const [first, second] = ofFamily;
  if (second !== undefined) {
    throw new AgentError(
      'Conflict',
      `interface '${device}' has ${ofFamily.length} IPv${family} default routes, but a file can hold only one; remove the others`,
    );
  }
  if (first === undefined || first.gateway !== undefined) return first;
  throw new AgentError(
    'Unsupported',
    `the IPv${family} default route of interface '${device}' has no gateway, which cannot be written yet; set a gateway`,
  );
}
