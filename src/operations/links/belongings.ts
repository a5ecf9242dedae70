/** What a device has that must move with the host when it changes its place. */
import { AgentError } from '../../contract/errors.ts';
import type { HostAddress, HostState, Link, Route } from '../../model/host-state.ts';

export interface Belongings {
  readonly addresses: readonly HostAddress[];
  /** Those that do not come and go with an address by themselves. */
  readonly routes: readonly Route[];
  /** Those that came with the addresses: the networks on the link. */
  readonly connected: readonly Route[];
}

/** Throws AgentError(Unsupported) for what cannot be moved without changing its meaning. */
export function belongingsOf(link: Link, state: HostState): Belongings {
  refuseImmovable(link, state);
  return {
    // Temporary addresses (RFC 8981) are made anew by the kernel.
    addresses: link.addresses.filter((address) => !address.temporary),
    routes: state.routes.filter((route) => route.device === link.name && !followsAddress(route)),
    connected: state.routes.filter((route) => route.device === link.name && isConnected(route)),
  };
}

function followsAddress(route: Route): boolean {
  return route.protocol === 'kernel' || route.type !== 'unicast';
}

/** Link-local networks are each device's own, and never chosen between. */
function isConnected(route: Route): boolean {
  return route.protocol === 'kernel' && route.type === 'unicast' && !/^fe80:/i.test(route.destination);
}

function refuseImmovable(link: Link, state: HostState): void {
  if (state.routes.some((route) => route.device === link.name && route.multipath)) {
    throw new AgentError(
      'Unsupported',
      `interface '${link.name}' is one of several next hops of a route, which cannot be moved yet; take that route away first`,
    );
  }
  // Rules name interfaces as "iif":"eth0".
  if (state.rules.some((rule) => rule.includes(`"${link.name}"`))) {
    throw new AgentError(
      'Unsupported',
      `a policy routing rule names interface '${link.name}', which cannot be moved yet; see 'ip rule' and take the rule away first`,
    );
  }
  if (link.addresses.some((address) => address.family === 4 && address.dynamic)) {
    throw new AgentError(
      'Unsupported',
      `interface '${link.name}' has its address from DHCP, which a later version can move; give it a static address first`,
    );
  }
}
