/** An ifcfg file as the keyfile that says the same, as far as plans and checks look at it (NetworkManager: nms-ifcfg-rh-reader.c). */
import ipaddr from 'ipaddr.js';
import { escapeValue } from '../../keyfile/values.ts';
import { addresses4, addresses6, gateway4, gateway6 } from './addresses.ts';
import { legacyUuid } from './legacy-uuid.ts';
import { isYes, valuesOf, type Values } from './values.ts';

type Entry = readonly [key: string, value: string | undefined];

/** @param path of the file, by which NetworkManager names a profile without NAME= or UUID=. */
export function asKeyfile(path: string, text: string): string {
  const get = valuesOf(text);
  const type = typeOf(get);
  const port = portOf(get);
  return [
    group('connection', connectionEntries(path, type, port, get)),
    group('ethernet', wiredEntries(get)),
    ...(type === 'bridge' ? [group('bridge', bridgeEntries(get))] : []),
    // A port's addresses are not looked at.
    ...(port === undefined ? [group('ipv4', entries4(get)), group('ipv6', entries6(get))] : []),
    ...(get('KEY_MGMT') === undefined && get('IEEE_8021X_EAP_METHODS') === undefined ? [] : [group('802-1x', [])]),
  ].join('\n');
}

function group(name: string, entries: readonly Entry[]): string {
  const lines = entries.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escapeValue(value)}\n`]));
  return `[${name}]\n${lines.join('')}`;
}

/** Without TYPE= a card's, unless another key says more (connection_from_file). */
function typeOf(get: Values): string {
  if (get('DEVICETYPE') !== undefined) return (get('DEVICETYPE') ?? '').toLowerCase();
  const type = get('TYPE')?.toLowerCase();
  if (type === 'vlan' || isYes(get('VLAN'), false)) return 'vlan';
  if (type === 'bond' || get('BONDING_OPTS') !== undefined) return 'bond';
  return type === undefined || type === 'ethernet' ? 'ethernet' : type;
}

type Port = readonly [controller: string, type: string];

function portOf(get: Values): Port | undefined {
  const named: readonly (readonly [string | undefined, string])[] = [
    [get('BRIDGE_UUID') ?? get('BRIDGE'), 'bridge'],
    [get('MASTER_UUID') ?? get('MASTER'), 'bond'],
    [get('TEAM_MASTER_UUID') ?? get('TEAM_MASTER'), 'team'],
    [get('OVS_PORT_UUID') ?? get('OVS_PORT'), 'ovs-port'],
    [get('VRF_UUID') ?? get('VRF'), 'vrf'],
  ];
  const [controller, type = ''] = named.find(([name]) => name !== undefined) ?? [];
  return controller === undefined ? undefined : [controller, type];
}

function connectionEntries(path: string, type: string, port: Port | undefined, get: Values): readonly Entry[] {
  const nick = path.slice(path.lastIndexOf('/') + 1).replace(/^ifcfg-/, '');
  return [
    ['id', get('NAME') ?? `${type === 'bridge' ? 'Bridge' : 'System'} ${nick}`],
    ['uuid', get('UUID') ?? legacyUuid(path)],
    ['type', type],
    ['interface-name', get('DEVICE')],
    ['autoconnect', String(isYes(get('ONBOOT'), true))],
    ['autoconnect-priority', get('AUTOCONNECT_PRIORITY')],
    ['permissions', get('USERS')],
    ['zone', get('ZONE')],
    ['master', port?.[0]],
    ['slave-type', port?.[1]],
  ];
}

function wiredEntries(get: Values): readonly Entry[] {
  return [
    ['mac-address', get('HWADDR')],
    ['cloned-mac-address', get('MACADDR') ?? get('BRIDGE_MACADDR')],
    ['mtu', get('MTU')],
  ];
}

/** STP is off unless it is said otherwise, and its delay, in seconds, counts only with it (make_bridge_setting). */
function bridgeEntries(get: Values): readonly Entry[] {
  const stp = /^(?:on|yes)$/i.test(get('STP') ?? '');
  const options = (get('BRIDGING_OPTS') ?? '').split(/\s+/).map((option) => option.split('='));
  const snooping = options.findLast(([name]) => name === 'multicast_snooping')?.[1];
  return [
    ['stp', String(stp)],
    ['forward-delay', stp ? get('DELAY') : undefined],
    ['multicast-snooping', snooping === undefined ? undefined : String(snooping !== '0')],
  ];
}

/** Servers of both families stand in one list. */
function servers(family: 4 | 6, get: Values): string | undefined {
  const found: string[] = [];
  for (let index = 1, one = get('DNS1'); one !== undefined; index += 1, one = get(`DNS${index}`)) {
    if (ipaddr.IPv6.isValid(one) === (family === 6)) found.push(`${one};`);
  }
  return found.length === 0 ? undefined : found.join('');
}

function numbered(addresses: readonly string[]): readonly Entry[] {
  return addresses.map((address, index) => [`address${index + 1}`, address] as const);
}

function entries4(get: Values): readonly Entry[] {
  const method = method4(get);
  const metric: Entry = ['route-metric', get('IPV4_ROUTE_METRIC')];
  if (method === 'disabled') return [['method', method], metric];
  return [
    ['method', method],
    ...numbered(addresses4(get)),
    ['gateway', gateway4(get)],
    ['dns', servers(4, get)],
    ['dns-search', get('DOMAIN') ?? get('SEARCH')],
    ['dhcp-client-id', get('DHCP_CLIENT_ID')],
    metric,
  ];
}

/** What is none of the known words makes the file no profile (make_ip4_setting). */
function method4(get: Values): string {
  const word = (get('BOOTPROTO') ?? 'none').toLowerCase();
  if (word === 'none' || word === 'static') return addresses4(get).length > 0 ? 'manual' : 'disabled';
  return { bootp: 'auto', dhcp: 'auto', autoip: 'link-local' }[word] ?? word;
}

function entries6(get: Values): readonly Entry[] {
  const method = method6(get);
  const metric: Entry = ['route-metric', get('IPV6_ROUTE_METRIC')];
  if (method === 'disabled' || method === 'ignore') return [['method', method], metric];
  return [
    ['method', method],
    ...numbered(addresses6(get)),
    ['gateway', gateway6(get)],
    ['dns', servers(6, get)],
    ['dns-search', get('IPV6_DOMAIN')],
    ['dhcp-duid', get('DHCPV6_DUID')],
    ['dhcp-iaid', get('DHCPV6_IAID')],
    ['addr-gen-mode', get('IPV6_ADDR_GEN_MODE')],
    ['token', get('IPV6_TOKEN')],
    metric,
  ];
}

/** make_ip6_setting. */
function method6(get: Values): string {
  if (isYes(get('IPV6_DISABLED'), false)) return 'disabled';
  if (!isYes(get('IPV6INIT'), false)) return 'ignore';
  const autoconf = get('IPV6_AUTOCONF');
  if (autoconf === 'shared') return 'shared';
  if (isYes(autoconf, !isYes(get('IPV6FORWARDING'), false))) return 'auto';
  if (isYes(get('DHCPV6C'), false)) return 'dhcp';
  return addresses6(get).length > 0 ? 'manual' : 'link-local';
}
