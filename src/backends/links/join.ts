/** Batches that put an uplink behind a bridge and take it out again while the host keeps answering. */
import type { HostAddress, Link, Route } from '../../model/host-state.ts';
import { inPlaceOf, isAdvertised, leftBehind, routersOwn, setByUs } from './advertised.ts';
import { namesLine, namesSettledLine, neighboursLine, settleLine } from './batch.ts';
import type { L3State } from './l3-state.ts';
import { isConnected } from './connected.ts';
import { ruleLine, type DeviceRule } from './rules.ts';
import { advertisedLine } from './advertised-line.ts';
import { addressLine, addressRemovalLine, routeLine, routeRemovalLine } from './lines.ts';

export interface BridgeSettings {
  readonly name: string;
  readonly mac: string;
  readonly mtu: number;
  readonly stp: boolean;
  /** Seconds. */
  readonly forwardDelay: number;
  /** undefined: as the kernel does. */
  readonly multicastSnooping: boolean | undefined;
  /** Lines of the batch that give it its settings of the kernel (settingLines). */
  readonly settings: readonly string[];
}

/** What the bridge gets: the interface's own addresses and routes, or those that the caller asked for. */
export interface Target {
  readonly addresses: readonly HostAddress[];
  readonly routes: readonly Route[];
}

/**
 * Creates the bridge and moves the host's addresses and routes to it. The order matters, because packets arrive between any
 * two lines. The bridge has everything that the host needs to answer before the interface becomes its port, and the
 * interface loses it only afterwards. Until then answers leave through the interface, which can send as a port too. Its
 * connected routes go first: while they lead to the interface, a strict reverse path filter drops what arrives on the bridge
 * (kernel: ip-sysctl, rp_filter), and that of an address by SLAAC does not go with the address (ipv6: ipv6_del_addr), so that
 * neighbours would be looked for on the port. Routes move before addresses go, because the kernel drops the routes of a device
 * that loses its last address.
 * @param had what the interface has now. @param lost connected routes that the bridge may lack although it has the addresses.
 */
export function joinLines(
  port: Link,
  bridge: BridgeSettings,
  had: L3State,
  target: Target,
  lost: readonly Route[] = [],
): string[] {
  const name = bridge.name;
  const rules = ofBothFamilies(had.rules);
  const routes = inPlaceOf(setByUs(target.routes));
  return [
    ...(port.mtu === bridge.mtu ? [] : [`link set dev ${port.name} mtu ${bridge.mtu}`]),
    // STP comes last: a port that joins a bridge with STP listens and learns for twice the forward delay (IEEE 802.1D).
    `link add name ${name} address ${bridge.mac} mtu ${bridge.mtu} type bridge stp_state 0 forward_delay 0${snoopingWords(bridge)}`,
    // Before it is up: an advertisement may come as soon as it is. A secret changes how addresses are made.
    ...bridge.settings,
    // Otherwise the kernel generates a link-local address, and it is unusable for a second (RFC 4862).
    `link set dev ${name} addrgenmode none`,
    `link set dev ${name} up`,
    ...target.addresses.map((address) => addressLine('add', address, port.name, name)),
    ...lost.map((route) => routeLine(route, name, 'append')),
    ...rules.map((rule) => ruleLine('add', rule, name)),
    ...takeOverLines(port, name, had, routes),
    ...addressGenerationLines(port, name),
    ...(bridge.stp ? [`link set dev ${name} type bridge forward_delay ${bridge.forwardDelay * 100} stp_state 1`] : []),
    ...ruleRemovalLines(had.rules, port.name),
    ...namesSettledLines(port.name, name, had),
  ];
}

/** The bridge has the addresses: the interface becomes its port, if it is none, and loses what it had. */
function takeOverLines(port: Link, name: string, had: L3State, routes: readonly Route[]): string[] {
  return [
    ...namesLines(port.name, name, had),
    settleLine(name),
    neighboursLine(port.name, name),
    ...(port.up ? [] : [`link set dev ${port.name} up`]),
    ...(port.master === name ? [] : [`link set dev ${port.name} master ${name}`]),
    ...had.connected.map((route) => routeRemovalLine(route, port.name)),
    ...byPrograms(routersOwn(had.routes)).map((route) => routeRemovalLine(route, port.name)),
    ...setWithout(port.name, routes, name),
    ...leftBehind(had.routes, routes).map((route) => routeRemovalLine(route, port.name)),
    // In reverse order: removing a primary address removes its secondaries too.
    ...had.addresses.map((address) => addressRemovalLine(address, port.name)).reverse(),
  ];
}

/** The lines by which a bridge that is there takes over what its interface has, as joinLines does for a new one. */
export function moveOntoLines(port: Link, bridge: Link, had: L3State, target: Target): string[] {
  const { name } = bridge;
  const rules = ofBothFamilies(had.rules);
  return [
    ...(bridge.up ? [] : [`link set dev ${name} up`]),
    ...target.addresses.map((address) => addressLine('replace', address, port.name, name)),
    ...rules.map((rule) => ruleLine('add', rule, name)),
    ...takeOverLines(port, name, had, inPlaceOf(setByUs(target.routes))),
    // Those of IPv6 are gone (leftBehind); with the last address they would go too, but a port may have had none.
    ...had.routes
      .filter((route) => route.family === 4 && !target.routes.includes(route))
      .map((route) => routeRemovalLine(route, port.name)),
    ...ruleRemovalLines(had.rules, port.name),
    ...namesSettledLines(port.name, name, had),
  ];
}

/** bridge(8): mcast_snooping. */
function snoopingWords({ multicastSnooping: on }: BridgeSettings): string {
  return on === undefined ? '' : ` mcast_snooping ${on ? 1 : 0}`;
}

/**
 * Sets the routes on `to`, and takes those that routers have advertised off `from`: before, where another default route might
 * replace one of them instead of its own (ipv6: fib6_add_rt2node, older kernels), or a network's route does so, and else afterwards,
 * so that there always is one.
 */
function setWithout(from: string, routes: readonly Route[], to: string): readonly string[] {
  const lines = routes.map((route) => routeLine(route, to));
  const other = routes.some(
    (route) => route.family === 6 && !isAdvertised(route) && (route.destination === 'default' || isConnected(route)),
  );
  return other ? [advertisedLine(from), ...lines] : [...lines, advertisedLine(from)];
}

/** Advertised routes that the kernel has from a program, such as NetworkManager. */
function byPrograms(routes: readonly Route[]): readonly Route[] {
  return routes.filter((route) => !isAdvertised(route));
}

/** Lets the bridge generate link-local addresses as the interface did. The address that it has stays. */
function addressGenerationLines(port: Link, bridge: string): string[] {
  const had = port.addresses.some((address) => address.family === 6 && address.scope === 'link');
  const mode = port.addressGeneration ?? 'none';
  return had && mode !== 'none' ? [`link set dev ${bridge} addrgenmode ${mode}`] : [];
}

/**
 * Gives the interface its addresses and routes and takes it out of the bridge; each line is safe to run twice. All routes
 * lead to the interface before it leaves, because a bridge without its uplink sends nothing. The bridge is deleted
 * elsewhere: guests may still be on it.
 * @param back what the interface gets. @param networks the bridge's connected routes.
 * @param bridgeAddresses what the bridge loses.
 * @param lost connected routes that the interface may lack although it has the addresses.
 */
export function leaveLines(
  port: { readonly name: string; readonly mtu: number; readonly up: boolean; readonly changeMtu: boolean },
  bridge: string,
  back: Pick<L3State, 'addresses' | 'routes' | 'rules' | 'resolves'>,
  networks: readonly Route[],
  bridgeAddresses: readonly HostAddress[],
  lost: readonly Route[] = [],
): string[] {
  const rules = ofBothFamilies(back.rules);
  return [
    ...back.addresses.map((address) => addressLine('replace', address, bridge, port.name)),
    ...lost.map((route) => routeLine(route, port.name, 'append')),
    ...rules.map((rule) => ruleLine('add', rule, port.name)),
    ...namesLines(bridge, port.name, back),
    settleLine(port.name),
    ...setWithout(bridge, inPlaceOf(setByUs(back.routes)), port.name),
    neighboursLine(bridge, port.name),
    ...networks.map((route) => routeRemovalLine(route, bridge)),
    `link set dev ${port.name} nomaster`,
    ...(port.changeMtu ? [`link set dev ${port.name} mtu ${port.mtu}`] : []),
    ...bridgeAddresses.map((address) => addressRemovalLine(address, bridge)).reverse(),
    // systemd-resolved has forgotten them with the port (namesSettledLine), and hears of them again.
    ...(back.resolves ? back.addresses.map((address) => addressLine('replace', address, bridge, port.name)) : []),
    ...(port.up ? [] : [`link set dev ${port.name} down`]),
  ];
}

function namesLines(from: string, to: string, { resolves }: Pick<L3State, 'resolves'>): string[] {
  return resolves ? [namesLine(from, to)] : [];
}

/** The last lines of a batch, behind those that remove rules. */
export function namesSettledLines(from: string, to: string, { resolves }: Pick<L3State, 'resolves'>): string[] {
  return resolves ? [namesSettledLine(from, to)] : [];
}

/** The rules that still name the device: the last lines of a batch, because the links are looked at again behind an errand. */
export function ruleRemovalLines(rules: readonly DeviceRule[], device: string): string[] {
  return ofBothFamilies(rules).map((rule) => ruleLine('del', rule, device));
}

/** Those for IPv6 last: each is an errand of its own, and `settleLine` follows. */
function ofBothFamilies(rules: readonly DeviceRule[]): readonly DeviceRule[] {
  return rules.toSorted((one, other) => one.family - other.family);
}
