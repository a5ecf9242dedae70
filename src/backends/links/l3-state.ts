/** The addresses and routes that must move when another device takes over from this one. */
import { AgentError } from '../../contract/errors.ts';
import { contains } from '../../model/addresses.ts';
import type { HostAddress, HostState, Link, Route } from '../../model/host-state.ts';

export interface L3State {
  readonly addresses: readonly HostAddress[];
  /** Without the routes that the kernel adds and removes together with an address. */
  readonly routes: readonly Route[];
  /** The connected routes, which the kernel has added for the addresses. */
  readonly connected: readonly Route[];
}

/** Throws AgentError(Unsupported) for multipath routes and for policy routing rules that name the device. */
export function l3StateOf(link: Link, state: HostState): L3State {
  refuseImmovable(link, state);
  const own = state.routes.filter((route) => route.device === link.name);
  const byHand = own.filter((route) => isConnectedByHand(route, link));
  return {
    // The kernel generates new temporary addresses (RFC 8981).
    addresses: link.addresses.filter((address) => !address.temporary),
    // Networks first: the kernel refuses a gateway that is in none of them.
    routes: [...byHand, ...own.filter((route) => !followsAddress(route))],
    connected: own.filter((route) => isConnected(route) && !byHand.includes(route)),
  };
}

function followsAddress(route: Route): boolean {
  return route.protocol === 'kernel' || route.type !== 'unicast';
}

/** Every device has its own fe80::/64, so that one never moves. */
export function isConnected(route: Route): boolean {
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
  // `ip -json rule` names interfaces as "iif":"eth0".
  if (state.rules.some((rule) => rule.includes(`"${link.name}"`))) {
    throw new AgentError(
      'Unsupported',
      `a policy routing rule names interface '${link.name}', which cannot be moved yet; see 'ip rule' and remove the rule first`,
    );
  }
}
