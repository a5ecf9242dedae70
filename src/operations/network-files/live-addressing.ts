/** What the kernel has and the files should say, so that the next boot gives what is live now. */
import type { CidrAddress } from '../../model/addresses.ts';
import type { HostAddress, HostState, Route } from '../../model/host-state.ts';
import { AgentError } from '../../contract/errors.ts';

export interface LiveAddressing {
  /** Those that somebody set: neither link-local nor from DHCP or router advertisements. */
  readonly addresses: readonly CidrAddress[];
  readonly route4: Route | undefined;
  readonly route6: Route | undefined;
}

const dynamicProtocols = new Set(['dhcp', 'ra', 'kernel', 'redirect']);

/**
 * What the kernel has on `device`, and on `bridge` if the device is its port already. Throws Conflict for several default
 * routes of a family, and Unsupported for one without a gateway: a file has no words for them.
 */
export function liveAddressing(device: string, bridge: string, state: HostState): LiveAddressing {
  const links = linksOf(device, bridge, state);
  const names = new Set(links.map((link) => link.name));
  const routes = state.routes.filter((route) => names.has(route.device)).filter(isStaticDefault);
  return {
    addresses: links.flatMap((link) => link.addresses.filter(isStatic)),
    route4: onlyRoute(routes, 4, device),
    route6: onlyRoute(routes, 6, device),
  };
}

function linksOf(device: string, bridge: string, state: HostState): HostState['links'] {
  const port = state.links.find((link) => link.name === device);
  return state.links.filter((link) => link === port || (link.name === bridge && port?.master === bridge));
}

/** Whether an address is there because somebody said so, and will be only if a file says so. */
export function isStatic(address: HostAddress): boolean {
  if (address.dynamic || address.temporary) return false;
  return address.family === 4 || !address.address.startsWith('fe80:');
}

function isStaticDefault(route: Route): boolean {
  if (route.destination !== 'default' || route.table !== 'main' || route.type !== 'unicast') return false;
  return !dynamicProtocols.has(route.protocol) && route.expires === undefined;
}

function onlyRoute(routes: readonly Route[], family: 4 | 6, device: string): Route | undefined {
  const ofFamily = routes.filter((route) => route.family === family);
  const [first, second] = ofFamily;
  if (second !== undefined) {
    throw new AgentError(
      'Conflict',
      `interface '${device}' has ${ofFamily.length} IPv${family} default routes, of which a file can hold one; take the others away`,
    );
  }
  if (first === undefined || first.gateway !== undefined) return first;
  throw new AgentError(
    'Unsupported',
    `the IPv${family} default route of interface '${device}' has no gateway, which cannot be written yet; give it one`,
  );
}
