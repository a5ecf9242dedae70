/** The step that moves the host from an interface onto a bridge that is there already. */
import type { HostAddress, HostState, Link, Route } from '../../model/host-state.ts';
import type { LinksStep } from '../../model/plan.ts';
import { isAdvertised } from './advertised.ts';
import { advertisedLine } from './advertised-line.ts';
import { linksBasis } from './basis.ts';
import { lastingOf } from './configured.ts';
import { leaveLines, moveOntoLines, namesSettledLines, ruleRemovalLines, type Target } from './join.ts';
import { l3StateOf, type L3State } from './l3-state.ts';
import { routeKey, routeRemovalLine } from './lines.ts';

interface Options {
  /** What the bridge is to have besides. */
  readonly missing?: Target;
  /** Whether its hardware address is as it should be, whatever the port's is. */
  readonly keepsMac?: boolean;
}

/**
 * @returns undefined where the interface is its port already and has nothing that
 * counts. Throws AgentError where the interface has what cannot be moved.
 */
export function planMoveOnto(
  bridge: Link,
  port: Link,
  state: HostState,
  { missing = nothing, keepsMac = false }: Options = {},
): LinksStep | undefined {
  const [own, had] = [l3StateOf(bridge, state), l3StateOf(port, state)];
  const isPort = port.master === bridge.name;
  const target = targetOf(own, had, isPort, missing);
  const isThere = target.addresses.every((address) => isAmong(address, own.addresses)) && target.routes.length === 0;
  const strays = had.addresses.some(({ scope }) => scope !== 'link') || had.rules.length + had.routes.length > 0;
  if (isPort && isThere && !strays && bridge.up) return undefined;
  // A bridge without addresses whose MAC is another than its card's would be unknown to the LAN.
  const mac = isPort || keepsMac || bridge.mac === port.mac ? undefined : port.mac;
  return {
    kind: 'links',
    title: titleOf(bridge.name, port.name, isPort, strays),
    bridge: bridge.name,
    interface: port.name,
    mac: mac ?? bridge.mac,
    batch: [
      ...(mac === undefined ? [] : [`link set dev ${bridge.name} address ${mac}`]),
      ...moveOntoLines(port, bridge, had, target),
    ],
    reverse: [
      ...missing.routes.map((route) => routeRemovalLine(route, bridge.name)),
      ...reverseLines(bridge, port, { own, had, target }),
      ...(mac === undefined ? [] : [`link set dev ${bridge.name} address ${bridge.mac}`]),
    ],
    addresses: lastingOf([...own.addresses, ...target.addresses.filter((one) => !isAmong(one, own.addresses))]),
    routes: [...own.routes, ...target.routes].map((route) => routeKey(route, bridge.name)),
    portMtu: port.mtu,
    changesMtu: false,
    masterBefore: port.master ?? '',
    masterAfter: bridge.name,
    createsBridge: false,
    keepsBridge: true,
    basis: linksBasis(port.name, port, state),
  };
}

const nothing: Target = { addresses: [], routes: [] };

function titleOf(bridge: string, port: string, isPort: boolean, strays: boolean): string {
  if (!isPort) return `put '${port}' behind the bridge '${bridge}', with what it has`;
  return strays
    ? `move the host from '${port}' onto the bridge '${bridge}'`
    : `give the bridge '${bridge}' what it lacks`;
}

/**
 * A port's link-local address stays away from a bridge that has its own, and so do a second default route, and what the router
 * gives the bridge itself.
 */
function targetOf(own: L3State, had: L3State, isPort: boolean, missing: Target): Target {
  const isLinkLocal = ({ family, scope }: HostAddress): boolean => family === 6 && scope === 'link';
  const hasLinkLocal = isPort && own.addresses.some(isLinkLocal);
  const moved = had.addresses.filter((address) => !(hasLinkLocal && isLinkLocal(address)));
  const isGiven = (route: Route): boolean => own.routes.some((one) => isSameWay(one, route));
  const added = missing.addresses.filter((address) => !isAmong(address, moved));
  return {
    addresses: [...moved, ...added],
    routes: [...had.routes.filter((route) => !isGiven(route)), ...missing.routes],
  };
}

function isSameWay(one: Route, route: Route): boolean {
  if (one.family !== route.family || one.destination !== route.destination || one.table !== route.table) return false;
  return isAdvertised(one) ? isAdvertised(route) : isAdvertised(route) || isDefault(route);
}

function isDefault({ destination, table }: Route): boolean {
  return destination === 'default' && table === 'main';
}

/** What the bridge had before stays on it. */
function reverseLines(
  bridge: Link,
  port: Link,
  { own, had, target }: { readonly own: L3State; readonly had: L3State; readonly target: Target },
): readonly string[] {
  const before = { name: port.name, mtu: port.mtu, up: port.up, changeMtu: false };
  const brought = target.addresses.filter((address) => !isAmong(address, own.addresses));
  const networks = had.connected.filter(
    (route) => !own.connected.some(({ destination }) => destination === route.destination),
  );
  const lines = leaveLines(before, bridge.name, had, networks, brought, had.connected);
  const isPort = port.master === bridge.name;
  const ofJoining = [advertisedLine(bridge.name), `link set dev ${port.name} nomaster`];
  const kept = lines.filter((line) => !isPort || !ofJoining.includes(line));
  return [
    ...kept,
    // A router may have been heard until the interface left.
    ...(isPort ? [] : [advertisedLine(bridge.name)]),
    ...(bridge.up ? [] : [`link set dev ${bridge.name} down`]),
    ...ruleRemovalLines(had.rules, bridge.name),
    ...namesSettledLines(bridge.name, port.name, had),
  ];
}

function isAmong({ address, prefix }: HostAddress, others: readonly HostAddress[]): boolean {
  return others.some((one) => one.address === address && one.prefix === prefix);
}
