/** Turns configured addresses and gateways into the form in which the kernel reports them. */
import { familyOf, type CidrAddress } from '../../model/addresses.ts';
import type { HostAddress, Route } from '../../model/host-state.ts';

/** A global address with an unlimited lifetime. */
export function permanentAddress(address: CidrAddress): HostAddress {
  return {
    ...address,
    // `+`: ip computes the network's broadcast address (ip-address(8)).
    // A /31 or /32 has none (RFC 3021).
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

/** A default route in the gateway's family. */
export function defaultRoute(gateway: string, device: string): Route {
  return { ...plainRoute(familyOf(gateway), 'default', device), gateway };
}

/** A route as `ip route add` sets it without further words. */
export function plainRoute(family: 4 | 6, destination: string, device: string): Route {
  return {
    family,
    destination,
    gateway: undefined,
    device,
    // ip's default, and so what ifup's routes have (initscripts: ifup-eth).
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

/** Addresses that stay, as `address/prefix`: no link-local, temporary or dynamic IPv6 ones. */
export function lastingOf(addresses: readonly HostAddress[]): readonly string[] {
  return addresses.filter(isLasting).map(({ address, prefix }) => `${address}/${prefix}`);
}

/** Neither link-local nor temporary, nor by a router's advertisement. */
export function isLasting({ family, scope, temporary, dynamic }: HostAddress): boolean {
  return scope !== 'link' && !temporary && !(family === 6 && dynamic);
}
