/** Which profiles can give what they have to a bridge; the others are refused, with what to do. */
import { AgentError } from '../../../../contract/errors.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { Link, StackState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';
import { refuseBond } from './bond-profile.ts';
import { listOfValue } from '../keyfile/values.ts';
import { groupOf } from '../keyfile/names.ts';
import { requireIfcfg } from './ifcfg-requirements.ts';
import { configOf, profileFor } from '../profiles/owner.ts';
import { settingsOf, type Settings } from '../profiles/profile.ts';
import { typeProblem } from '../profiles/uplink-types.ts';
import { refuseVlan } from './vlan-profile.ts';

/** Settings of a profile for a network card that stay with the card, or move to the bridge. */
const knownGroups = [
  ...['connection', '802-3-ethernet', 'ethernet', 'ipv4', 'ipv6', 'proxy', 'hostname'],
  ...['match', 'user', 'ethtool', 'link', 'tc', 'sriov', 'dcb', 'lldp', '.nmmeta'],
];

/** A profile whose text may be moved and written. */
export interface UsableProfile {
  readonly profile: NetworkManagerProfile;
  readonly settings: Settings;
  /** As a keyfile. */
  readonly text: string;
}

/** The profile of the device. Throws AgentError: Unsupported, Refused, Busy, see below. */
export function requireProfile(device: string, state: StackState): UsableProfile {
  const profile = profileFor(device, state);
  if (profile === undefined) {
    throw new AgentError(
      'Unsupported',
      `interface '${device}' has no profile of NetworkManager's; give it one with 'nmcli connection add' first`,
    );
  }
  refuseOrigin(device, profile);
  refuseTwin(device, profile, state);
  const settings = settingsOf(profile);
  if (profile.secrets.length > 0) throw holdsSecrets(device, profile);
  if (profile.origin === 'ifcfg') requireIfcfg(profile, state);
  const text = profile.origin === 'ifcfg' ? profile.shown : profile.file.text;
  if (settings === undefined || text === undefined) throw unreadable(profile);
  refuseSettings(device, profile, settings, state);
  return { profile, settings, text };
}

/** A profile's name and where it is, for errors. */
export function named({ id, file }: NetworkManagerProfile): string {
  return `the profile ${quoted(id)} (${printable(file.path)})`;
}

function printable(path: string): string {
  return path.replace(/[^ -~]/g, '?');
}

function refuseOrigin(device: string, profile: NetworkManagerProfile): void {
  const why = {
    etc: undefined,
    ifcfg: undefined,
    memory: undefined,
    netplan: `is written by netplan; change the files in '/etc/netplan' instead`,
    run: `lies in /run and would be gone at the next boot; save it with 'nmcli connection modify'`,
    lib: `lies in /usr/lib, where packages replace it; make one of your own with 'nmcli connection clone'`,
    other: `is not a keyfile, and Bridgehead cannot change such a file for NetworkManager yet; migrate it with 'nmcli connection migrate'`,
  }[profile.origin];
  if (why === undefined) return;
  throw new AgentError(
    profile.origin === 'netplan' || profile.origin === 'other' ? 'Unsupported' : 'Refused',
    `interface '${device}' has ${named(profile)}, which ${why}`,
  );
}

/** The next start finds the other file too: the one that is changed in memory alone, or one of another plugin's. */
function refuseTwin(device: string, profile: NetworkManagerProfile, state: StackState): void {
  const { uuid, file, origin } = profile;
  const twin = configOf(state).profiles.find((one) => uuid !== '' && one.uuid === uuid && one.file.path !== file.path);
  if (twin === undefined) return;
  const path = `'${printable(twin.file.path)}'`;
  const why =
    origin === 'memory'
      ? `is changed in memory alone, and the next boot takes the file ${path}; save it with 'nmcli connection modify uuid ${uuid} connection.autoconnect yes'`
      : `has the same uuid as the file ${path}; remove one of the two, and call 'nmcli connection reload'`;
  throw new AgentError('Refused', `interface '${device}' has ${named(profile)}, which ${why}`);
}

function holdsSecrets(device: string, profile: NetworkManagerProfile): AgentError {
  const keys = listOf(profile.secrets.map(quoted));
  return new AgentError(
    'Refused',
    `interface '${device}' has ${named(profile)}, which holds the secret ${keys}, and no secret may come into a plan; keep it elsewhere first`,
  );
}

function unreadable(profile: NetworkManagerProfile): AgentError {
  const problem = profile.file.problem ?? 'it cannot be read';
  return new AgentError(
    'Refused',
    `${named(profile)} cannot be changed, because ${problem}; make it a keyfile of root's`,
  );
}

function refuseSettings(device: string, profile: NetworkManagerProfile, settings: Settings, state: StackState): void {
  const { type, autoconnect } = settings;
  const which = `interface '${device}' has ${named(profile)}, which`;
  const link = state.live ? linkNamed(device, state.links) : undefined;
  refuseKind(which, settings, link);
  refuseConnection(which, profile.uuid, settings);
  refuseShared(which, settings);
  refuseSeveralDevices(which, profile, state);
  refuseIfcfg(which, profile, type);
  if (type === 'vlan' && link !== undefined) refuseVlan(which, profile.uuid, settings, link, state);
  if (type === 'bond') refuseBond(which, device, settings);
  if (autoconnect) return;
  const remedy = `nmcli connection modify uuid ${profile.uuid} connection.autoconnect yes`;
  throw new AgentError('Refused', `${which} is not started at boot (autoconnect=false); see to it with '${remedy}'`);
}

/** Only what a bridge can be over, with nothing that would have to move to it and cannot. */
function refuseKind(which: string, { keyfile, type, controller }: Settings, link: Link | undefined): void {
  const problem = typeProblem(type, link);
  if (problem !== undefined) {
    throw new AgentError('Unsupported', `${which} is of the type ${quoted(type)}, ${problem}`);
  }
  if (controller !== undefined) {
    throw new AgentError('Busy', `${which} makes it a port of ${quoted(controller)}; delete that first`);
  }
  if (keyfile.has('802-1x')) {
    throw new AgentError('Unsupported', `${which} authenticates by 802.1X, which a bridge cannot do in its place`);
  }
  // A VLAN's and a bond's section stays with it.
  const stranger = keyfile.groups.find((group) => !knownGroups.includes(group) && group !== type);
  if (stranger !== undefined) {
    throw new AgentError(
      'Unsupported',
      `${which} has the section ${quoted(stranger)}, which cannot be moved to a bridge yet`,
    );
  }
}

/** Of the plugin's keys for VLANs and bonds not one is known here. */
function refuseIfcfg(which: string, { origin, uuid }: NetworkManagerProfile, type: string): void {
  if (origin !== 'ifcfg' || type === '802-3-ethernet') return;
  throw new AgentError(
    'Unsupported',
    `${which} is of the type ${quoted(type)} and cannot be moved to a bridge; migrate it with 'nmcli connection migrate uuid ${uuid}'`,
  );
}

function refuseConnection(which: string, uuid: string, { keyfile }: Settings): void {
  const both = keyfile.has('802-3-ethernet') && keyfile.has('ethernet');
  if (both) throw new AgentError('Refused', `${which} has the same section under two names; remove one of them`);
  if (uuid === '') {
    throw new AgentError('Refused', `${which} has no uuid; save it once with 'nmcli connection modify'`);
  }
  if (listOfValue(keyfile.get('connection', 'permissions') ?? '').length > 0) {
    throw new AgentError(
      'Refused',
      `${which} belongs to single users, so that no boot starts it; clear its permissions`,
    );
  }
  if (keyfile.get(groupOf('802-3-ethernet', keyfile), 'mac-address') === '') {
    throw new AgentError('Refused', `${which} has an empty mac-address; remove it`);
  }
}

function refuseShared(which: string, { keyfile }: Settings): void {
  if (!['ipv4', 'ipv6'].some((group) => keyfile.get(group, 'method')?.trim() === 'shared')) return;
  throw new AgentError('Unsupported', `${which} shares a connection with others, which ends when NetworkManager stops`);
}

/** It would be a port's profile everywhere. */
function refuseSeveralDevices(which: string, { uuid }: NetworkManagerProfile, state: StackState): void {
  const { devices } = configOf(state);
  const users = Object.keys(devices).filter((name) => devices[name]?.active === uuid);
  if (users.length < 2) return;
  throw new AgentError(
    'Refused',
    `${which} is active on ${listOf(users.map(quoted))}; give each of them a profile of its own with 'nmcli connection clone'`,
  );
}
