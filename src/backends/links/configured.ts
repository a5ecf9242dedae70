/** Addresses and routes as people write them, in the form that the kernel has them. */
import type { CidrAddress } from '../../model/addresses.ts';
import type { HostAddress, Route } from '../../model/host-state.ts';

/** A global address without an end. */
export function permanentAddress(address: CidrAddress): HostAddress {
  return {
    ...address,
    // `+`: the last address of the network (ip-address(8)).
    broadcast: address.family === 4 && address.prefix < 31 ? '+' : undefined,
    label: undefined,
    scope: 'global',
    dynamic: false,
    temporary: false,
    noPrefixRoute: false,
    peer: undefined,
    validLifetime: 4294967295,
    preferredLifetime: 4294967295,
  };
}

/** The default route by a gateway of either family. */
export function defaultRoute(gateway: string, device: string): Route {
  return {
    family: gateway.includes(':') ? 6 : 4,
    destination: 'default',
    gateway,
    device,
    // As ifup adds it: ip's default (initscripts: ifup-eth).
    protocol: 'boot',
    scope: undefined,
    source: undefined,
    metric: undefined,
    table: 'main',
    type: 'unicast',
    flags: [],
    expires: undefined,
    preference: undefined,
    multipath: false,
  };
}

/** The addresses that a host is known by: not those that come and go by themselves. */
export function lastingOf(addresses: readonly HostAddress[]): readonly string[] {
  return addresses.filter(isLasting).map(({ address, prefix }) => `${address}/${prefix}`);
}

function isLasting({ family, scope, temporary, dynamic }: HostAddress): boolean {
  return scope !== 'link' && !temporary && !(family === 6 && dynamic);
}
