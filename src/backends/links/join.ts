/** The batches that put an interface behind a bridge and take it out again, without a moment when the host does not answer. */
import type { HostAddress, Link, Route } from '../../model/host-state.ts';
import { neighboursLine, settleLine } from './batch.ts';
import type { Belongings } from './l3-state.ts';
import { addressLine, addressRemovalLine, routeLine, routeRemovalLine } from './lines.ts';

export interface BridgeSettings {
  readonly name: string;
  readonly mac: string;
  readonly mtu: number;
  readonly stp: boolean;
  /** Seconds. */
  readonly forwardDelay: number;
  /** Lines of the batch that give it its settings of the kernel (settingLines). */
  readonly settings: readonly string[];
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
  had: Belongings,
  target: Target,
  lost: readonly Route[] = [],
): string[] {
  const name = bridge.name;
  return [
    ...(port.mtu === bridge.mtu ? [] : [`link set dev ${port.name} mtu ${bridge.mtu}`]),
    // STP only later: a port that joins a bridge with STP does not forward for twice the delay.
    `link add name ${name} address ${bridge.mac} mtu ${bridge.mtu} type bridge stp_state 0 forward_delay 0`,
    // Before it is up: an advertisement may come as soon as it is. A secret changes how addresses are made.
    ...bridge.settings,
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
    ...routersOwn(had.routes).map((route) => routeRemovalLine(route, port.name)),
    ...madeByHand(target.routes).map((route) => routeLine(route, name)),
    ...leftBehind(madeByHand(had.routes), target.routes).map((route) => routeRemovalLine(route, port.name)),
    // The last first: taking a primary address away takes its secondaries with it.
    ...had.addresses.map((address) => addressRemovalLine(address, port.name)).reverse(),
    ...addressGenerationLines(port, name),
    ...(bridge.stp ? [`link set dev ${name} type bridge forward_delay ${bridge.forwardDelay * 100} stp_state 1`] : []),
  ];
}

/** IPv6 routes that no route of the bridge replaces; those of IPv4 go with the interface's last address. */
function leftBehind(had: readonly Route[], target: readonly Route[]): readonly Route[] {
  const replaced = new Set(target.filter((route) => route.family === 6).map(rank));
  return had.filter((route) => route.family === 6 && !replaced.has(rank(route)));
}

/** Routes of IPv6 that the kernel chooses between; its metric for one without is 1024 (ipv6: IP6_RT_PRIO_USER). */
function rank(route: Route): string {
  return [route.destination, route.metric ?? 1024, route.table].join(' ');
}

/**
 * An advertised route that stands beside another of its rank: made by hand it would replace that one, or become a next hop of
 * it (ipv6: fib6_add_rt2node). It comes with the router's next advertisement; until then the other one leads out.
 */
function routersOwn(routes: readonly Route[]): readonly Route[] {
  const six = routes.filter((route) => route.family === 6);
  return six.filter(
    (route, index) =>
      route.protocol === 'ra' &&
      six.some((one, other) => rank(one) === rank(route) && (one.protocol !== 'ra' || other < index)),
  );
}

function madeByHand(routes: readonly Route[]): readonly Route[] {
  const left = routersOwn(routes);
  return routes.filter((route) => !left.includes(route));
}

/** From now on the bridge makes its link-local address as the interface did; the one it has stays. */
function addressGenerationLines(port: Link, bridge: string): string[] {
  const had = port.addresses.some((address) => address.family === 6 && address.scope === 'link');
  const mode = port.addressGeneration ?? 'none';
  return had && mode !== 'none' ? [`link set dev ${bridge} addrgenmode ${mode}`] : [];
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
  back: Pick<Belongings, 'addresses' | 'routes'>,
  networks: readonly Route[],
  bridgeAddresses: readonly HostAddress[],
  lost: readonly Route[] = [],
): string[] {
  return [
    ...back.addresses.map((address) => addressLine('replace', address, bridge, port.name)),
    ...lost.map((route) => routeLine(route, port.name, 'append')),
    settleLine(port.name),
    ...madeByHand(back.routes).map((route) => routeLine(route, port.name)),
    neighboursLine(bridge, port.name),
    ...networks.map((route) => routeRemovalLine(route, bridge)),
    `link set dev ${port.name} nomaster`,
    ...(port.changeMtu ? [`link set dev ${port.name} mtu ${port.mtu}`] : []),
    ...bridgeAddresses.map((address) => addressRemovalLine(address, bridge)).reverse(),
    ...(port.up ? [] : [`link set dev ${port.name} down`]),
  ];
}
