/** The ifcfg files of a bridge and its port, for NetworkManager's plugin (nm-settings-ifcfg-rh(5)). */
import { AgentError } from '../../../../../contract/errors.ts';
import type { Link } from '../../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../../model/requests.ts';
import { movedEntries } from '../../../ifcfg/moved-entries.ts';
import { editIfcfg, writeIfcfg } from '../../../ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from '../../../ifcfg/parse.ts';
import { familySettings, groupOfFamily } from '../../profiles/addressing.ts';
import type { Sections } from '../../contents/bridge-keyfile.ts';
import { asKeyfile } from '../reading/as-keyfile.ts';
import { addEntries } from './entries.ts';
import { isMoved, isTakenOver } from './moved-keys.ts';
import { parseKeyfile, type Keyfile } from '../../keyfile/keyfile.ts';
import type { PortChanges } from '../../contents/port-keyfile.ts';
import type { UsableProfile } from '../../guards/requirements.ts';

/**
 * The bridge's. Throws AgentError: Refused for a value that cannot be written safely, Conflict where NetworkManager would read
 * other addresses than the sections say. @param link undefined for an image. @param path of the new file.
 */
export function bridgeIfcfg(
  request: CreateBridgeRequest,
  path: string,
  uuid: string,
  card: UsableProfile,
  link: Link | undefined,
  sections: Sections,
): string {
  const file = parseIfcfg(card.profile.file.name, card.profile.file.text ?? '');
  const { addressing, interface: device, bridge } = request;
  const taken = movedEntries(file, device, bridge, (key) => isTakenOver(key, addressing));
  for (const family of [4, 6] as const) addEntries(taken, family, changesOf(family, request, card, sections));
  const text = writeIfcfg(new Map([...ownEntries(request, uuid, card, file, link), ...taken]));
  requireSameReading(request.bridge, path, text, sections);
  return text;
}

function ownEntries(
  { bridge, stp, forwardDelay, multicastSnooping, mtu }: CreateBridgeRequest,
  uuid: string,
  { settings }: UsableProfile,
  { get }: IfcfgFile,
  link: Link | undefined,
): readonly (readonly [string, string])[] {
  // Without one a bridge gets an address of its own, by which neither the LAN nor a DHCP server knows the host.
  const mac = link?.mac ?? settings.mac;
  const size = mtu === undefined ? (get('MTU') ?? '') : String(mtu);
  return [
    ['TYPE', 'Bridge'],
    ['NAME', bridge],
    ['UUID', uuid],
    ['DEVICE', bridge],
    ['ONBOOT', 'yes'],
    ['AUTOCONNECT_SLAVES', 'yes'],
    // Off unless it is said otherwise; the delay, in seconds, counts only with it.
    ['STP', stp ? 'yes' : 'no'],
    ...(stp ? [['DELAY', String(forwardDelay)] as const] : []),
    ...(multicastSnooping === undefined
      ? []
      : [['BRIDGING_OPTS', `multicast_snooping=${Number(multicastSnooping)}`] as const]),
    ...(mac === undefined ? [] : [['MACADDR', mac.toUpperCase()] as const]),
    ...(size === '' ? [] : [['MTU', size] as const]),
  ];
}

/** What the section has beyond what the card's file says, where the bridge's file takes that over. */
function changesOf(
  family: 4 | 6,
  { addressing }: CreateBridgeRequest,
  { settings }: UsableProfile,
  sections: Sections,
): Readonly<Record<string, string>> {
  const group = groupOfFamily(family);
  const isKept = addressing === 'keep' || (addressing === 'dhcp' && family === 6);
  const planned = parseKeyfile(`[${group}]\n${sections.get(group) ?? ''}`);
  const entries = (planned?.keys(group) ?? []).map((key) => [key, planned?.get(group, key) ?? ''] as const);
  // Servers of both families share their keys, which are not taken over with one family alone.
  const isOwn = (key: string): boolean => addressing !== 'keep' && key === 'dns';
  return Object.fromEntries(
    entries.filter(([key, value]) => !isKept || isOwn(key) || settings.keyfile.get(group, key) !== value),
  );
}

function requireSameReading(bridge: string, path: string, text: string, sections: Sections): void {
  const read = parseKeyfile(asKeyfile(path, text));
  for (const family of [4, 6] as const) {
    const group = groupOfFamily(family);
    const meant = parseKeyfile(`[${group}]\n${sections.get(group) ?? ''}`);
    if (read !== undefined && meant !== undefined && summary(family, read) === summary(family, meant)) continue;
    throw new AgentError(
      'Conflict',
      `NetworkManager would read other IPv${family} addresses from a file 'ifcfg-${bridge}' than the host has; migrate the profile first with 'nmcli connection migrate'`,
    );
  }
}

function summary(family: 4 | 6, keyfile: Keyfile): string {
  const { method, addresses, gateway } = familySettings('', family, keyfile);
  const all = addresses.map(({ address, prefix }) => `${address}/${prefix}`).toSorted();
  return [method, ...all, gateway ?? ''].join(' ');
}

/** The card's file as a port's: its addresses and what goes with them are gone. */
export function portIfcfg(
  { bridge, interface: device, mtu }: CreateBridgeRequest,
  { profile, settings }: UsableProfile,
  { priority }: PortChanges,
): string {
  const file = parseIfcfg(profile.file.name, profile.file.text ?? '');
  const bound = settings.interfaceName !== undefined || settings.mac !== undefined;
  const set = new Map([
    ['BRIDGE', bridge],
    // A profile that fits any card would make any card a port.
    ...(bound ? [] : [['DEVICE', device] as const]),
    ...(mtu === undefined ? [] : [['MTU', String(mtu)] as const]),
    ...(priority === undefined ? [] : [['AUTOCONNECT_PRIORITY', String(priority)] as const]),
  ]);
  return editIfcfg(file, { set, remove: file.keys.filter(isMoved) });
}

/**
 * The port's file as a card's again, with what the bridge's has. @param from the bridge's name. @param to the card's. Throws
 * AgentError(Refused), see `bridgeIfcfg`.
 */
export function cardIfcfg(port: IfcfgFile, bridge: IfcfgFile | undefined, from: string, to: string): string {
  const given = bridge === undefined ? new Map<string, string>() : movedEntries(bridge, from, to, isMoved);
  return editIfcfg(port, { set: given, remove: ['BRIDGE', 'BRIDGE_UUID', 'BRIDGING_OPTS'] });
}
