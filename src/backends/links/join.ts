/** The batches that put an interface behind a bridge and take it out again, without a moment when the host does not answer. */
import type { HostAddress, Link, Route } from '../../model/host-state.ts';
import { neighboursLine, settleLine } from './batch.ts';
import type { L3State } from './l3-state.ts';
import { addressLine, addressRemovalLine, routeLine, routeRemovalLine } from './lines.ts';

export interface BridgeSettings {
  readonly name: string;
  readonly mac: string;
  readonly mtu: number;
  readonly stp: boolean;
  /** Seconds. */
  readonly forwardDelay: number;
}

/** What the bridge is to have: all that the interface had, or what the caller asked for instead. */
export interface Target {
  readonly addresses: readonly HostAddress[];
  readonly routes: readonly Route[];
}

/**
 * Makes the bridge and moves the host to it. The order matters, for any program may be interrupted between two lines:
 * whatever the host needs in order to answer is on the bridge before the interface becomes its port, and leaves the
 * interface only afterwards. Until then answers leave by the interface, which can send as a port too. Its IPv4 networks
 * go first, because a strict reverse path filter takes nothing from the bridge as long as they lead elsewhere (kernel:
 * ip-sysctl, rp_filter); routes move before addresses go, because the kernel drops the routes of a device that loses its
 * last address.
 * @param had what the interface has and loses. @param lost networks that the bridge may have lost without its addresses.
 */
export function joinLines(
  port: Link,
  bridge: BridgeSettings,
  had: L3State,
  target: Target,
  lost: readonly Route[] = [],
): string[] {
  const name = bridge.name;
  return [
    ...(port.mtu === bridge.mtu ? [] : [`link set dev ${port.name} mtu ${bridge.mtu}`]),
    // STP only later: a port that joins a bridge with STP does not forward for twice the delay.
    `link add name ${name} address ${bridge.mac} mtu ${bridge.mtu} type bridge stp_state 0 forward_delay 0`,
    // Else the kernel makes the link-local address itself, and checks it for a second (RFC 4862).
    `link set dev ${name} addrgenmode none`,
    `link set dev ${name} up`,
    ...target.addresses.map((address) => addressLine('add', address, port.name, name)),
    ...lost.map((route) => routeLine(route, name, 'append')),
    settleLine(name),
    neighboursLine(port.name, name),
    ...(port.up ? [] : [`link set dev ${port.name} up`]),
    `link set dev ${port.name} master ${name}`,
    ...had.connected.filter((route) => route.family === 4).map((route) => routeRemovalLine(route, port.name)),
    ...target.routes.map((route) => routeLine(route, name)),
    ...leftBehind(had.routes, target.routes).map((route) => routeRemovalLine(route, port.name)),
    // The last first: taking a primary address away takes its secondaries with it.
    ...had.addresses.map((address) => addressRemovalLine(address, port.name)).reverse(),
    ...addressGenerationLines(port, name),
    ...(bridge.stp ? [`link set dev ${name} type bridge forward_delay ${bridge.forwardDelay * 100} stp_state 1`] : []),
  ];
}

/** IPv6 routes that no route of the bridge replaces; those of IPv4 go with the interface's last address. */
function leftBehind(had: readonly Route[], target: readonly Route[]): readonly Route[] {
  // The kernel's metric for a route without one is 1024 (ipv6: IP6_RT_PRIO_USER).
  const key = (route: Route): string => [route.destination, route.metric ?? 1024, route.table].join(' ');
  const replaced = new Set(target.filter((route) => route.family === 6).map(key));
  return had.filter((route) => route.family === 6 && !replaced.has(key(route)));
}

/** From now on the bridge makes its link-local address as the interface did; the one it has stays. */
function addressGenerationLines(port: Link, bridge: string): string[] {
  const had = port.addresses.some((address) => address.family === 6 && address.scope === 'link');
  return had && port.addressGeneration === 'eui64' ? [`link set dev ${bridge} addrgenmode eui64`] : [];
}

/**
 * Gives the interface what it is to have and takes it out of the bridge, each line safe to run twice. Before it leaves,
 * all routes lead to it: a bridge without its card sends nothing. The bridge itself is deleted elsewhere, for guests may
 * still be on it.
 * @param back what the interface gets. @param networks the bridge's own connected routes.
 * @param bridgeAddresses what the bridge loses. @param lost networks that the interface may have lost without its addresses.
 */
export function leaveLines(
  port: { readonly name: string; readonly mtu: number; readonly up: boolean; readonly changeMtu: boolean },
  bridge: string,
  back: Pick<L3State, 'addresses' | 'routes'>,
  networks: readonly Route[],
  bridgeAddresses: readonly HostAddress[],
  lost: readonly Route[] = [],
): string[] {
  return [
    ...back.addresses.map((address) => addressLine('replace', address, bridge, port.name)),
    ...lost.map((route) => routeLine(route, port.name, 'append')),
    settleLine(port.name),
    ...back.routes.map((route) => routeLine(route, port.name)),
    neighboursLine(bridge, port.name),
    ...networks.map((route) => routeRemovalLine(route, bridge)),
    `link set dev ${port.name} nomaster`,
    ...(port.changeMtu ? [`link set dev ${port.name} mtu ${port.mtu}`] : []),
    ...bridgeAddresses.map((address) => addressRemovalLine(address, bridge)).reverse(),
    ...(port.up ? [] : [`link set dev ${port.name} down`]),
  ];
}
