/** Lines for `ip -batch` that copy an address or a route from one device to another. */
import { familyOf } from '../../model/addresses.ts';
import type { HostAddress, Route } from '../../model/host-state.ts';

const forever = 4294967295;

/**
 * `addr add|replace …`: copies the address of `from` to `device`. IPv6 goes without duplicate address detection, which would
 * make the address unusable for a second or two (RFC 4862 section 5.4): the host already owns it on this link.
 */
export function addressLine(verb: 'add' | 'replace', address: HostAddress, from: string, device: string): string {
  const parts = [`addr ${verb} ${cidr(address)} dev ${device}`];
  if (address.broadcast !== undefined) parts.push(`broadcast ${address.broadcast}`);
  const label = labelOn(device, from, address.label);
  if (label !== undefined && label !== device) parts.push(`label ${label}`);
  parts.push(`scope ${address.scope}`);
  if (address.validLifetime !== forever) {
    parts.push(`valid_lft ${address.validLifetime} preferred_lft ${address.preferredLifetime}`);
  }
  if (address.family === 6) parts.push('nodad');
  if (address.noPrefixRoute) parts.push('noprefixroute');
  return parts.join(' ');
}

/** The longest label, without the NUL (kernel: IFNAMSIZ). */
const longestLabel = 15;

/**
 * The label with the other device's name; none where ip would refuse it: it must begin with the device (ip-address(8)). An undo
 * gives back labels that begin with it already.
 */
function labelOn(device: string, from: string, label: string | undefined): string | undefined {
  if (label?.startsWith(`${device}:`) === true) return label;
  if (label?.startsWith(from) !== true) return undefined;
  const moved = device + label.slice(from.length);
  return moved.length <= longestLabel ? moved : undefined;
}

/** `addr del …`. */
export function addressRemovalLine(address: HostAddress, device: string): string {
  return `addr del ${cidr(address)} dev ${device}`;
}

function cidr(address: HostAddress): string {
  const peer = address.peer === undefined ? '' : ` peer ${address.peer}`;
  return peer === '' ? `${address.address}/${address.prefix}` : `${address.address}${peer}/${address.prefix}`;
}

/**
 * `route replace …`: the same route through `device`. `append` is for a connected route that may be lacking: it leaves another
 * device's equal route alone, and ip refuses it if it is already there.
 */
export function routeLine(route: Route, device: string, verb: 'replace' | 'append' = 'replace'): string {
  const parts = [`route ${verb} ${routeKey(route, device)} proto ${route.protocol}`];
  if (route.scope !== undefined) parts.push(`scope ${route.scope}`);
  if (route.source !== undefined) parts.push(`src ${route.source}`);
  if (route.flags.includes('onlink')) parts.push('onlink');
  if (route.family === 6 && route.preference !== undefined) parts.push(`pref ${route.preference}`);
  if (route.expires !== undefined) parts.push(`expires ${route.expires}`);
  // Those of a router come with its next advertisement.
  if (route.protocol !== 'ra') parts.push(...(route.attributes ?? []));
  return parts.join(' ');
}

/** `route del …`. */
export function routeRemovalLine(route: Route, device: string): string {
  return `route del ${routeKey(route, device)}`;
}

/** The words that identify a route to ip: destination, gateway, device, type of service, metric and table. */
export function routeKey(route: Route, device: string): string {
  // Without a gateway ip would take `default` as IPv4.
  const anywhere = route.family === 4 ? '0.0.0.0/0' : '::/0';
  const parts = [route.destination === 'default' ? anywhere : route.destination];
  if (route.gateway !== undefined) {
    const otherFamily = route.family === 4 && familyOf(route.gateway) === 6;
    parts.push(`via ${otherFamily ? 'inet6 ' : ''}${route.gateway}`);
  }
  parts.push(`dev ${device}`);
  if (route.serviceType !== undefined) parts.push(`tos ${route.serviceType}`);
  if (route.metric !== undefined) parts.push(`metric ${route.metric}`);
  if (route.table !== 'main') parts.push(`table ${route.table}`);
  return parts.join(' ');
}
