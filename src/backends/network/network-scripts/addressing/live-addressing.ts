/** What of the kernel's addresses and routes somebody has configured, so that a file may have it too. */
import { AgentError } from '../../../../contract/errors.ts';
import type { CidrAddress } from '../../../../model/addresses.ts';
import type { HostAddress, HostState, Link, Route } from '../../../../model/host-state.ts';
import { isLeased } from '../../../dhclient/leased.ts';
import { noCompanions, type CompanionAddressing } from './companion-addressing.ts';
import type { FileRoute } from '../../ifcfg/routing-file.ts';

/** What other files than the interface's own say. */
export interface Beside extends CompanionAddressing {
  /** The peer that the file gives its addresses (SCOPE). */
  readonly peer: string | undefined;
}

export interface LiveAddressing {
  /**
   * Those that were configured, by a person or a daemon: neither link-local nor from DHCP or router advertisements, and not
   * in companion files.
   */
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
 * routes of a family, and Unsupported for an IPv6 route without a gateway, one by several interfaces, and a peer's address: a
 * file has no words for them.
 */
export function liveAddressing(
  device: string,
  bridge: string,
  state: HostState,
  beside: Beside = { ...noCompanions, peer: undefined },
): LiveAddressing {
  const links = linksOf(device, bridge, state);
  const names = new Set(links.map((link) => link.name));
  const defaults = state.routes.filter((route) => names.has(route.device) && isDefault(route));
  const set = defaults.filter(
    (route) =>
      staticProtocols.has(route.protocol) &&
      route.expires === undefined &&
      !beside.defaults.some((written) => isSameDefault(written, route)),
  );
  const everyAddress = links.flatMap((link) => link.addresses);
  const addresses = links.flatMap((link) =>
    link.addresses.filter(
      (address) =>
        isStatic(address) &&
        !isLeased(address, link.name, state) &&
        !beside.addresses.some((own) => own.address === address.address && own.prefix === address.prefix),
    ),
  );
  refusePeers(device, addresses, beside.peer);
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

/** IPv6 routes without a metric get 1024 from the kernel (ipv6: IP6_RT_PRIO_USER). */
function isSameDefault(written: FileRoute, route: Route): boolean {
  const [one, other] = [written.metric, route.metric].map((metric) => metric ?? (route.family === 6 ? 1024 : 0));
  const isSameRank = written.family === route.family && one === other && ['main', '254'].includes(written.table);
  return isSameRank && written.gateway === route.gateway;
}

/** Whether an address was configured, so that only a file can bring it back. */
function isStatic(address: HostAddress): boolean {
  if (address.dynamic || address.temporary) return false;
  return address.family === 4 || !address.address.startsWith('fe80:');
}

function refusePeers(device: string, addresses: readonly HostAddress[], written: string | undefined): void {
  const address = addresses.find(({ peer }) => peer !== undefined && peer !== written);
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
  if (family === 4 && !first.multipath) return first;
  throw new AgentError(
    'Unsupported',
    `the IPv${family} default route of interface '${device}' has no gateway, which cannot be written yet; set a gateway`,
  );
}
