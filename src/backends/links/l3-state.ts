/** The addresses and routes that must move when another device takes over from this one. */
import { AgentError } from '../../contract/errors.ts';
import { anyOf, contains, familyOf, isLinkLocal, type CidrAddress } from '../../model/addresses.ts';
import type { HostAddress, HostState, Link, Route } from '../../model/host-state.ts';
import { isConnected } from './connected.ts';
import { rulesOf, type DeviceRule } from './rules.ts';

type RoutingState = Pick<HostState, 'routes' | 'rules'> & Partial<Pick<HostState, 'resolvedLinks'>>;

export interface L3State {
  /** In the order in which they must be added to be listed like this again. */
  readonly addresses: readonly HostAddress[];
  /** Without the routes that the kernel adds and removes together with an address. */
  readonly routes: readonly Route[];
  /** The connected routes, which the kernel has added for the addresses. */
  readonly connected: readonly Route[];
  /** Policy routing rules that name the device. */
  readonly rules: readonly DeviceRule[];
  /** Whether systemd-resolved has name servers for it. */
  readonly resolves: boolean;
}

/** Throws AgentError(Unsupported) for multipath routes, and for rules that are not understood, see rulesOf. */
export function l3StateOf(link: Link, state: RoutingState): L3State {
  refuseImmovable(link, state);
  const own = state.routes.filter((route) => route.device === link.name);
  const onLink = reachedOn(link, own);
  const unrouted = link.addresses.filter(({ noPrefixRoute }) => noPrefixRoute);
  const byHand = new Set(own.filter((route) => isConnectedByHand(route, unrouted)));
  return {
    // The kernel generates new temporary addresses (RFC 8981).
    addresses: inOrderOfAdding(link.addresses.filter((address) => !address.temporary)),
    // Networks first: the kernel refuses a gateway that is in none of them.
    routes: [...byHand, ...own.filter((route) => !followsAddress(route)).map(onLink)].sort(byGateway),
    connected: own.filter((route) => isConnected(route) && !byHand.has(route)),
    rules: rulesOf(link.name, state.rules),
    resolves: state.resolvedLinks?.includes(link.index) ?? false,
  };
}

/**
 * The kernel puts a new IPv4 address behind the others, and a new IPv6 address before them, where it is preferred as a source
 * (ipv6: ipv6_link_dev_addr). NetworkManager takes away, and adds anew, those that are not in its own order (nm-platform.c:
 * nm_platform_ip6_address_sync).
 */
function inOrderOfAdding(listed: readonly HostAddress[]): readonly HostAddress[] {
  const ofFamily = (wanted: 4 | 6) => listed.filter(({ family }) => family === wanted);
  return [...ofFamily(4), ...ofFamily(6).reverse()];
}

/** Both sorts keep their order. */
function byGateway(one: Route, other: Route): number {
  return Number(one.gateway !== undefined) - Number(other.gateway !== undefined);
}

/**
 * A route stays when the address is taken away whose network its gateway is in, and the kernel would not take it again
 * (fib_semantics.c: fib_check_nh): it is told that the gateway is on the link (ip-route(8): onlink), where it is sought now.
 * @param own the device's routes.
 */
function reachedOn({ addresses }: Link, own: readonly Route[]): (route: Route) => Route {
  const isReached = anyOf([
    ...addresses.filter(({ noPrefixRoute }) => !noPrefixRoute),
    ...own.filter(({ gateway, type }) => gateway === undefined && type === 'unicast').map(networkOf),
  ]);
  return (route) => {
    const { gateway, flags } = route;
    if (gateway === undefined || flags.includes('onlink')) return route;
    const address = { family: familyOf(gateway), address: gateway };
    return isLinkLocal(address) || isReached(address) ? route : { ...route, flags: [...flags, 'onlink'] };
  };
}

/** `ip` leaves out the prefix of a route to one machine. */
function networkOf({ family, destination }: Route): CidrAddress {
  const everything = family === 4 ? '0.0.0.0/0' : '::/0';
  const [address = '', prefix] = (destination === 'default' ? everything : destination).split('/');
  return { family, address, prefix: prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix) };
}

function followsAddress(route: Route): boolean {
  return route.protocol === 'kernel' || route.type !== 'unicast';
}

/**
 * NetworkManager sets `noprefixroute` and adds the connected route itself, as `proto kernel` with a metric of its own.
 * @param unrouted the addresses with `noprefixroute`.
 */
function isConnectedByHand(route: Route, unrouted: readonly HostAddress[]): boolean {
  if (route.protocol !== 'kernel' || route.type !== 'unicast' || !route.destination.includes('/')) return false;
  const [address = '', prefix = ''] = route.destination.split('/');
  const network = { family: route.family, address, prefix: Number(prefix) };
  return unrouted.some((own) => own.prefix === network.prefix && contains(network, own));
}

function refuseImmovable(link: Link, state: RoutingState): void {
  if (state.routes.some((route) => route.device === link.name && route.multipath)) {
    throw new AgentError(
      'Unsupported',
      `interface '${link.name}' is one of several next hops of a route, which cannot be moved yet; remove that route first`,
    );
  }
}
