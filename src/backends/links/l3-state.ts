/** What a device has that must move with the host when it changes its place. */
import { AgentError } from '../../contract/errors.ts';
import { contains } from '../../model/addresses.ts';
import type { HostAddress, HostState, Link, Route } from '../../model/host-state.ts';

export interface L3State {
  readonly addresses: readonly HostAddress[];
  /** Those that do not come and go with an address by themselves. */
  readonly routes: readonly Route[];
  /** Those that came with the addresses: the networks on the link. */
  readonly connected: readonly Route[];
}

/** Throws AgentError(Unsupported) for what cannot be moved without changing its meaning. */
export function l3StateOf(link: Link, state: HostState): L3State {
  refuseImmovable(link, state);
  const own = state.routes.filter((route) => route.device === link.name);
  const byHand = own.filter((route) => isConnectedByHand(route, link));
  return {
    // Temporary addresses (RFC 8981) are made anew by the kernel.
    addresses: link.addresses.filter((address) => !address.temporary),
    // The networks first: a gateway must lie in one of them.
    routes: [...byHand, ...own.filter((route) => !followsAddress(route))],
    connected: own.filter((route) => isConnected(route) && !byHand.includes(route)),
  };
}

function followsAddress(route: Route): boolean {
  return route.protocol === 'kernel' || route.type !== 'unicast';
}

/** Link-local networks are each device's own, and never chosen between. */
function isConnected(route: Route): boolean {
  return route.protocol === 'kernel' && route.type === 'unicast' && !/^fe80:/i.test(route.destination);
}

/** NetworkManager has the kernel make no route for its addresses, and adds one in the kernel's name, with its own metric. */
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
  // Rules name interfaces as "iif":"eth0".
  if (state.rules.some((rule) => rule.includes(`"${link.name}"`))) {
    throw new AgentError(
      'Unsupported',
      `a policy routing rule names interface '${link.name}', which cannot be moved yet; see 'ip rule' and remove the rule first`,
    );
  }
}
