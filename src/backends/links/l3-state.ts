/** The addresses and routes that must move when another device takes over from this one. */
import { AgentError } from '../../contract/errors.ts';
import { contains } from '../../model/addresses.ts';
import type { HostAddress, HostState, Link, Route } from '../../model/host-state.ts';
import { rulesOf, type DeviceRule } from './rules.ts';

export interface L3State {
  readonly addresses: readonly HostAddress[];
  /** Without the routes that the kernel adds and removes together with an address. */
  readonly routes: readonly Route[];
  /** The connected routes, which the kernel has added for the addresses. */
  readonly connected: readonly Route[];
  /** Policy routing rules that name the device. */
  readonly rules: readonly DeviceRule[];
}

/** Throws AgentError(Unsupported) for multipath routes, and for rules that are not understood, see rulesOf. */
export function l3StateOf(link: Link, state: HostState): L3State {
  refuseImmovable(link, state);
  const own = state.routes.filter((route) => route.device === link.name);
  const byHand = own.filter((route) => isConnectedByHand(route, link));
  return {
    // The kernel generates new temporary addresses (RFC 8981).
    addresses: link.addresses.filter((address) => !address.temporary),
    // Networks first: the kernel refuses a gateway that is in none of them. A rented server's gateway has a route of its own.
    routes: [...byHand, ...own.filter((route) => !followsAddress(route)).toSorted(gatewaysLast)],
    connected: own.filter((route) => isConnected(route) && !byHand.includes(route)),
    rules: rulesOf(link.name, state.rules),
  };
}

function gatewaysLast(one: Route, other: Route): number {
  return Number(one.gateway !== undefined) - Number(other.gateway !== undefined);
}

function followsAddress(route: Route): boolean {
  return route.protocol === 'kernel' || route.type !== 'unicast';
}

/** Every device has its own fe80::/64, so that one never moves. */
function isConnected(route: Route): boolean {
  return route.protocol === 'kernel' && route.type === 'unicast' && !/^fe80:/i.test(route.destination);
}

/** NetworkManager sets `noprefixroute` and adds the connected route itself, as `proto kernel` with a metric of its own. */
function isConnectedByHand(route: Route, link: Link): boolean {
  if (route.protocol !== 'kernel' || route.type !== 'unicast' || !route.destination.includes('/')) return false;
  const [address = '', prefix = ''] = route.destination.split('/');
  const network = { family: route.family, address, prefix: Number(prefix) };
  return link.addresses.some((own) => own.noPrefixRoute && own.prefix === network.prefix && contains(network, own));
}

function refuseImmovable(link: Link, state: HostState): void {
  if (state.routes.some((route) => route.device === link.name && route.multipath)) {
    throw new AgentError(
      'Unsupported',
      `interface '${link.name}' is one of several next hops of a route, which cannot be moved yet; remove that route first`,
    );
  }
}
