/** What Bridgehead does not take behind a bridge yet, and says so, with the reason. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostFile } from '../../../../model/host-file.ts';
import type { Companion } from '../companions/find.ts';
import type { MadeLink } from '../files/made-link.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { isTrue } from '../../ifcfg/switches.ts';
import { quoted } from '../../../../contract/quoted.ts';

type Get = IfcfgFile['get'];

/** The first that holds is the reason. */
const reasons: readonly (readonly [(get: Get, made: MadeLink | undefined) => boolean, string])[] = [
  [
    (get) => get('BOOTPROTO') === 'bootp' || isTrue(get('BOOTP')),
    'gets its address by BOOTP; use BOOTPROTO=dhcp, or give it a static one first',
  ],
  [
    (get) => isSet(get, 'TEAM_CONFIG') || isType(get, 'team') || /^team/i.test(get('DEVICETYPE') ?? ''),
    'is a team, which its own program teamd sets up; make a bond of its cards first, or bridge another interface',
  ],
  [
    (get) => /^ovs/i.test(get('DEVICETYPE') ?? '') || /^ovs/i.test(get('TYPE') ?? '') || isSet(get, 'OVS_BRIDGE'),
    'belongs to Open vSwitch, which is a bridge itself; connect the guests to it instead',
  ],
  [
    (get, made) => isType(get, 'vlan') && made?.kind !== 'vlan',
    'is a VLAN that ifup does not make at boot; write VLAN=yes, PHYSDEV and VID into it',
  ],
  [
    (get, made) => isSet(get, 'TYPE') && !typesOf(made).includes(get('TYPE')?.toLowerCase() ?? ''),
    'is not of TYPE Ethernet; bridge an Ethernet card, a VLAN or a bond',
  ],
  [(get) => isSet(get, 'ESSID') || isSet(get, 'WPA'), 'is wireless, which cannot be bridged; use a cable'],
  [(get) => isSet(get, 'KEY_MGMT'), 'needs 802.1X at the switch; bridge another card'],
  [(get) => isTrue(get('IPV6TO4INIT')), 'carries a 6to4 tunnel; remove the tunnel from its file first'],
  [
    (get) => isSet(get, 'PARENTDEVICE') || isSet(get, 'REALDEVICE'),
    'stands for another device; bridge that device instead',
  ],
];

/** What TYPE may say, in lower case: ifup-eth brings up whatever has none of its own scripts (initscripts: ifup). */
function typesOf(made: MadeLink | undefined): readonly string[] {
  if (made === undefined) return ['ethernet'];
  return made.kind === 'vlan' ? ['ethernet', 'vlan'] : ['ethernet', 'bond', 'bonding'];
}

/**
 * Throws Unsupported with the reason if the file is for something other than an Ethernet card, a VLAN or a bond with static
 * addresses or DHCP. @param made what ifup makes of it.
 */
export function refuseUnsupportedFile(file: IfcfgFile, device: string, made?: MadeLink): void {
  const reason = reasons.find(([holds]) => holds(file.get, made))?.[1];
  if (reason !== undefined)
    throw new AgentError('Unsupported', `according to ${quoted(file.name)}, interface '${device}' ${reason}`);
}

/** Throws Unsupported where PPPoE uses the device: rp-pppoe names it in ETH. @param what `interface 'eth0'`. */
export function refusePppoe(what: string, device: string, files: readonly HostFile[]): void {
  const line = new RegExp(`^[ \\t]*ETH=['"]?${escaped(device)}['"]?[ \\t]*$`, 'm');
  const file = files.find(({ text }) => line.test(text ?? ''));
  if (file === undefined) return;
  throw new AgentError(
    'Unsupported',
    `${what} has another file, ${quoted(file.name)}, for PPPoE, which cannot be moved; remove it first`,
  );
}

/**
 * Throws Unsupported where addresses are asked for in place of those that aliases, route files and the like go with: it
 * cannot be told which of them still hold. @param asked as in options: `addressing 'static'`.
 */
export function refuseCompanions(asked: string, companions: readonly Companion[]): void {
  const [companion] = companions;
  if (companion === undefined) return;
  throw new AgentError(
    'Unsupported',
    `${quoted(companion.file.name)} goes with the interface's own addresses, not with ${asked}; use addressing 'keep', or remove the file first`,
  );
}

function isSet(get: Get, key: string): boolean {
  return (get(key) ?? '') !== '';
}

function isType(get: Get, type: string): boolean {
  return get('TYPE')?.toLowerCase() === type;
}

function escaped(name: string): string {
  return name.replace(/[.-]/g, '\\$&');
}
