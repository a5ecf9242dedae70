/** What Bridgehead does not take behind a bridge yet, and says so, with the reason. */
import { AgentError } from '../../../contract/errors.ts';
import type { HostFile } from '../../../model/host-file.ts';
import type { IfcfgFile } from './ifcfg/parse.ts';
import { isTrue } from './ifcfg/switches.ts';
import { quoted } from '../../../contract/quoted.ts';

type Get = IfcfgFile['get'];

/** The first that holds is the reason. */
const reasons: readonly (readonly [(get: Get) => boolean, string])[] = [
  [
    (get) => /^bootp$/i.test(get('BOOTPROTO') ?? '') || isTrue(get('BOOTP')),
    'gets its address by BOOTP; use BOOTPROTO=dhcp, or give it a static one first',
  ],
  [(get) => isTrue(get('DHCPV6C')), 'gets its IPv6 address by DHCP; give it a static one first'],
  [(get) => isTrue(get('VLAN')), 'is a VLAN; bridge the card below it instead'],
  [(get) => isTrue(get('SLAVE')) || isSet(get, 'MASTER'), 'is part of a bond; remove it from the bond first'],
  [(get) => isSet(get, 'BONDING_OPTS') || isType(get, 'bond'), 'is a bond; bridge a card instead'],
  [(get) => isSet(get, 'TEAM_MASTER') || isSet(get, 'TEAM_CONFIG'), 'belongs to a team; remove it from the team first'],
  [
    (get) => /^(?:team|ovs)/i.test(get('DEVICETYPE') ?? ''),
    'belongs to a team or Open vSwitch; remove it from there first',
  ],
  [(get) => isSet(get, 'TYPE') && !isType(get, 'ethernet'), 'is not of TYPE Ethernet; bridge an Ethernet card'],
  [(get) => isSet(get, 'ESSID') || isSet(get, 'WPA'), 'is wireless, which cannot be bridged; use a cable'],
  [(get) => isSet(get, 'KEY_MGMT'), 'needs 802.1X at the switch; bridge another card'],
  [(get) => isTrue(get('IPV6TO4INIT')), 'carries a 6to4 tunnel; remove the tunnel from its file first'],
  [(get) => isSet(get, 'GATEWAYDEV'), 'has GATEWAYDEV in its file; use GATEWAY instead'],
  [
    (get) => isSet(get, 'PARENTDEVICE') || isSet(get, 'REALDEVICE'),
    'stands for another device; bridge that device instead',
  ],
  [
    (get) => /\bdev\b/.test(get('EXTRA_ROUTE_OPTS') ?? ''),
    'names a device in EXTRA_ROUTE_OPTS; remove it from there first',
  ],
];

/** Throws Unsupported with the reason if the file is for something other than a plain Ethernet interface with static addresses or DHCP. */
export function refuseUnsupportedFile(file: IfcfgFile, device: string): void {
  const reason = reasons.find(([holds]) => holds(file.get))?.[1];
  if (reason !== undefined)
    throw new AgentError('Unsupported', `according to ${quoted(file.name)}, interface '${device}' ${reason}`);
}

/**
 * Throws Unsupported if other files hang on one of the names: aliases, ranges, routes, rules, keys, or PPPoE.
 * @param what `interface 'eth0'`. @param names of the device, and of its file without `ifcfg-`, for ifup looks for both.
 */
export function refuseCompanions(what: string, names: readonly string[], files: readonly HostFile[]): void {
  const companion = files.find((file) => names.some((name) => isCompanion(file, name)));
  if (companion === undefined) return;
  throw new AgentError(
    'Unsupported',
    `${what} has another file, ${quoted(companion.name)}, which cannot be moved yet; move its contents elsewhere first`,
  );
}

/** initscripts: ifup-aliases, ifup-routes, source_config; rp-pppoe names the interface in ETH. */
function isCompanion(file: HostFile, device: string): boolean {
  const { name } = file;
  if (name.startsWith(`ifcfg-${device}:`) || name.startsWith(`ifcfg-${device}-range`)) return true;
  if (name === `keys-${device}`) return true;
  if ([`route-${device}`, `route6-${device}`, `rule-${device}`, `rule6-${device}`, `${device}.route`].includes(name)) {
    return !isBlank(file);
  }
  return new RegExp(`^[ \\t]*ETH=['"]?${escaped(device)}['"]?[ \\t]*$`, 'm').test(file.text ?? '');
}

/** Throws Unsupported if /etc/sysconfig/network binds the default route to the device by its name. */
export function refuseBoundDefaults(defaults: IfcfgFile, device: string): void {
  const bound = ['GATEWAYDEV', 'IPV6_DEFAULTDEV'].find((key) => defaults.get(key) === device);
  const zoned = (defaults.get('IPV6_DEFAULTGW') ?? '').endsWith(`%${device}`) ? 'IPV6_DEFAULTGW' : undefined;
  const key = bound ?? zoned;
  if (key === undefined) return;
  throw new AgentError(
    'Unsupported',
    `'${defaults.name}' names '${device}' in ${key}, which cannot be changed yet; remove the line first`,
  );
}

function isSet(get: Get, key: string): boolean {
  return (get(key) ?? '') !== '';
}

function isType(get: Get, type: string): boolean {
  return get('TYPE')?.toLowerCase() === type;
}

/** Nothing but comments. A file that must not be read counts as full. */
function isBlank(file: HostFile): boolean {
  return file.text?.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line)) ?? false;
}

function escaped(name: string): string {
  return name.replace(/[.-]/g, '\\$&');
}
