/** What the kernel's addresses and routes say. */
import { commandsOf, listOf, valuesOf } from '../../contract/list-of.ts';
import type { Answer, Answers } from '../connectivity/read.ts';
import { fail, pass, skip, warn, type Finding } from '../../model/finding.ts';
import type { HostAddress, HostState, LinkState, Route } from '../../model/host-state.ts';
import { inPlaceOf, isAdvertised } from './advertised.ts';
import { isLasting, lastingOf } from './configured.ts';
import { routeLine } from './lines.ts';
import { verifyLease } from '../dhclient/verify.ts';
import { isConnected } from './connected.ts';
import { connectedFlushes, moveCommand } from './move-command.ts';
import type { Expectation } from '../../model/expectation.ts';

/** addresses, default-route, gateway. @param answers which gateways answered just now. */
export function verifyAddresses(expected: Expectation, state: LinkState, answers: Answers): readonly Finding[] {
  if (!state.links.some((link) => link.name === expected.bridge)) {
    const reason = `the kernel has no bridge '${expected.bridge}'`;
    return [skip('addresses', reason), skip('default-route', reason), skip('gateway', reason)];
  }
  return [checkWhere(expected, state), checkDefaultRoute(expected, state), checkGateway(expected, answers)];
}

/** The device's addresses that count; none where there is no such device. */
export function lastingAddresses(device: string | undefined, state: Pick<HostState, 'links'>): readonly string[] {
  return lastingOf(state.links.find((link) => link.name === device)?.addresses ?? []);
}

function checkWhere(expected: Expectation, state: LinkState): Finding {
  const { bridge } = expected;
  const strays = straysOn(expected.interface, state);
  const onUplink = strays.map(cidrOf);
  const onBridge = lastingAddresses(bridge, state);
  const there = new Set(onBridge);
  const missing = expected.addresses?.filter((address) => !there.has(address)) ?? [];
  if (onUplink.length === 0 && missing.length === 0) {
    const problem = verifyLease(expected, state);
    return problem ?? pass('addresses', `addresses of '${bridge}'`, valuesOf(onBridge) || 'none');
  }
  const uplink = expected.interface ?? '';
  const stray = onUplink.length === 0 ? '' : `, and ${valuesOf(onUplink)} on '${uplink}'`;
  return fail('addresses', {
    message:
      onUplink.length === 0 ? `addresses of '${bridge}'` : `addresses of the host, which belong on '${bridge}' alone`,
    expected: `${valuesOf(expected.addresses ?? onBridge) || 'none'} on '${bridge}'`,
    found: `${valuesOf(onBridge) || 'none'} on '${bridge}'${stray}`,
    remedy: addressRemedy(expected, missing, state),
  });
}

/** What a port must not have: also an address by SLAAC, because the host looks for its network's neighbours on the port then. */
function straysOn(uplink: string | undefined, state: Pick<HostState, 'links'>): readonly HostAddress[] {
  const port = state.links.find((link) => link.name === uplink);
  return port?.addresses.filter(({ scope }) => scope !== 'link') ?? [];
}

/** What is on the interface moves; what is on neither is added. */
function addressRemedy(expected: Expectation, missing: readonly string[], state: LinkState): string {
  const { bridge } = expected;
  const link = state.links.find(({ name }) => name === expected.interface);
  const onUplink = lastingAddresses(expected.interface, state);
  const strays = straysOn(expected.interface, state);
  const added = missing
    .filter((address) => !onUplink.includes(address))
    .map((address) => `ip addr add ${address} dev ${bridge}`);
  if (link === undefined || strays.length === 0) return commandsOf(added);
  if (link.master !== bridge && added.length === 0) return "the remedy of 'interface-in-bridge' moves them";
  const moved = link.master === bridge && onUplink.length > 0 ? [moveCommand(link, bridge, state)] : [];
  const others = strays.filter((address) => !isLasting(address));
  const removals = others.flatMap((one) => removalCommands(one, link.name, bridge, state));
  // A move does it too.
  const connected = moved.length > 0 || others.length === 0 ? [] : connectedOf(link.name, state);
  return commandsOf([...moved, ...added, ...removals, ...connectedFlushes(connected).map((line) => `ip ${line}`)]);
}

function connectedOf(device: string, { routes }: LinkState): readonly Route[] {
  return routes.filter((route) => route.device === device && isConnected(route));
}

/** An address by SLAAC moves with its lifetime: a caller may use it. A temporary one is replaced by itself (RFC 8981). */
function removalCommands(address: HostAddress, uplink: string, bridge: string, state: LinkState): readonly string[] {
  const cidr = cidrOf(address);
  const removal = `ip addr del ${cidr} dev ${uplink}`;
  const learned = address.family === 6 && address.dynamic && !address.temporary;
  const there =
    state.links.find((link) => link.name === bridge)?.addresses.some((own) => cidrOf(own) === cidr) ?? false;
  if (!learned || there) return [removal];
  const lifetimes = `valid_lft ${address.validLifetime} preferred_lft ${address.preferredLifetime}`;
  return [`ip addr replace ${cidr} dev ${bridge} ${lifetimes} nodad`, removal];
}

function cidrOf({ address, prefix }: HostAddress): string {
  return `${address}/${prefix}`;
}

function checkDefaultRoute(expected: Expectation, state: LinkState): Finding {
  const { bridge } = expected;
  const defaults = state.routes.filter((route) => route.destination === 'default' && route.table === 'main');
  const strays = defaults.filter((route) => route.device === expected.interface);
  const lacking = expected.routed.filter(
    (wanted) => !defaults.some((route) => route.device === bridge && standsFor(route, wanted)),
  );
  if (strays.length === 0 && lacking.length === 0) return describeDefault(bridge, defaults);
  const has = (family: 4 | 6): boolean => defaults.some((route) => route.family === family && route.device === bridge);
  // A stray moves where the bridge has none of its family, and only goes where it has.
  const moving = strays.filter(({ family }) => !has(family) && !lacking.some((one) => one.family === family));
  const moved = moving.filter((one) => !isAdvertised(one) || !moving.some((other) => isBeside(one, other)));
  const wanted = [...lacking, ...moved];
  const expectedOn = wanted.length > 0 ? wanted : strays;
  return fail('default-route', {
    message: 'default route of the host',
    expected: listOf(expectedOn.map(({ family }) => `IPv${family} on '${bridge}'`)),
    found: listOf(defaults.map(describeRoute)) || 'none',
    remedy: commandsOf([
      ...lacking.map((route) => replaceCommand(route, bridge)),
      ...inPlaceOf(moved).map((route) => (isAdvertised(route) ? advertisedCommand : replaceCommand)(route, bridge)),
      ...new Set(strays.filter((stray) => staysBehind(stray, wanted)).map(deleteCommand)),
    ]),
  });
}

/** Any of its family, but an advertised one not for a gateway that the configuration names: it ends without its router. */
export function standsFor(route: Route, { family, gateway }: Expectation['routed'][number]): boolean {
  const named = gateway?.replace(/%.*$/, '');
  return route.family === family && (named === undefined || route.gateway === named || !isAdvertised(route));
}

/** The next advertisement brings the route that is beside another. */
function isBeside(advertised: Route, other: Route): boolean {
  return other.family === advertised.family && !isAdvertised(other);
}

/** Whether none of the routes that are made replaces it: an advertised one leaves it alone. */
function staysBehind(stray: Route, made: readonly Pick<Route, 'family'>[]): boolean {
  return isAdvertised(stray) || !made.some(({ family }) => family === stray.family);
}

function advertisedCommand(route: Route, bridge: string): string {
  return `ip ${routeLine(route, bridge)}`;
}

function replaceCommand({ family, gateway }: Pick<Route, 'family' | 'gateway'>, bridge: string): string {
  return `ip -${family} route replace default${gateway === undefined ? '' : ` via ${gateway}`} dev ${bridge}`;
}

/** `flush` also succeeds where a remedy that was typed before this one has taken the route away. */
function deleteCommand({ family, device }: Route): string {
  return `ip -${family} route flush default dev ${device}`;
}

function describeDefault(bridge: string, defaults: readonly Route[]): Finding {
  const own = defaults.filter((route) => route.device === bridge);
  return own.length === 0
    ? skip('default-route', `no default route is configured for '${bridge}'`)
    : pass('default-route', 'default route of the host', listOf(own.map(describeRoute)));
}

function describeRoute(route: Route): string {
  const gateway = route.gateway === undefined ? '' : ` via ${route.gateway}`;
  return `IPv${route.family}${gateway} on '${route.device}'`;
}

function checkGateway(expected: Expectation, answers: Answers): Finding {
  if (answers.size === 0) return skip('gateway', `no default route uses '${expected.bridge}'`);
  const which = (wanted: Answer): string[] => [...answers].filter(([, one]) => one === wanted).map(([one]) => one);
  const [heard, silent, fixed] = [which('yes'), which('no'), which('not asked')];
  const unasked = `${valuesOf(fixed)} has a fixed neighbour entry and does not answer echo requests, so it is not checked`;
  if (fixed.length === answers.size) return skip('gateway', `gateway ${unasked}`);
  const message = `gateways that answer${fixed.length === 0 ? '' : `; ${unasked}`}`;
  if (silent.length === 0) return pass('gateway', message, valuesOf(heard));
  const comparison = {
    message,
    expected: valuesOf([...answers.keys()].filter((gateway) => !fixed.includes(gateway))),
    found: valuesOf(heard) || 'none',
    remedy: `check the cable, the switch port and the router, for ${valuesOf(silent)}`,
  };
  // With one of two families silent the host can still be reached.
  return heard.length === 0 ? fail('gateway', comparison) : warn('gateway', comparison);
}
