/** Which profile is a device's, and whether NetworkManager has the device for its own. */
import { linkNamed } from '../../../../model/links.ts';
import type { StackState } from '../../../../model/host-state.ts';
import type {
  NetworkManagerConfig,
  NetworkManagerDevice,
  NetworkManagerProfile,
} from '../../../../model/network-config.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import type { Claim } from '../../../interfaces/network-backend.ts';
import { settingsOf, type Settings } from './profile.ts';

const nothing: NetworkManagerConfig = { version: undefined, devices: {}, active: [], profiles: [] };

export function configOf({ network }: Pick<StackState, 'network'>): NetworkManagerConfig {
  return network['network-manager'] ?? nothing;
}

/** A profile that can be read, with what it says. */
export interface ReadProfile {
  readonly profile: NetworkManagerProfile;
  readonly settings: Settings;
}

/** Those that can be read. */
export function readProfiles(state: Pick<StackState, 'network'>): readonly ReadProfile[] {
  return configOf(state).profiles.flatMap((profile) => {
    const settings = settingsOf(profile);
    return settings === undefined ? [] : [{ profile, settings }];
  });
}

/**
 * The profile that is active on the device, or else the one whose file names it and that a boot would take: of several the one
 * with the highest priority. @returns undefined where none is known for the device.
 */
export function profileFor(device: string, state: StackState): NetworkManagerProfile | undefined {
  const config = configOf(state);
  const now = config.devices[device];
  if (now?.active !== undefined && !now.external) {
    const active = config.profiles.filter(({ uuid }) => uuid === now.active);
    // /run shadows the others (NetworkManager: nms-keyfile-utils.h, NMS_KEYFILE_STORAGE_TYPE).
    return active.find(({ origin }) => ['memory', 'run', 'netplan'].includes(origin)) ?? active[0];
  }
  return atBoot(device, state)[0]?.profile;
}

/** The profiles in files that name the device, or its own hardware address; the one that a boot would take first. */
function atBoot(device: string, state: StackState): readonly ReadProfile[] {
  const mac = state.live ? ownAddressOf(linkNamed(device, state.links))?.toLowerCase() : undefined;
  return readProfiles(state)
    .filter(({ profile, settings }) => {
      const { interfaceName, mac: wanted } = settings;
      const names = interfaceName === device || (interfaceName === undefined && wanted !== undefined && wanted === mac);
      return names && profile.origin !== 'memory' && settings.autoconnect;
    })
    .toSorted((one, other) => other.settings.priority - one.settings.priority);
}

/** `unknown` where NetworkManager runs and does not answer, unless a file has the bridge. */
export function claim(device: string, state: StackState): Claim {
  const config = state.network['network-manager'];
  if (config === undefined) return 'leaves alone';
  const { status } = state.networkManager;
  if (status === 'silent') return bridgeProfile(device, state) === undefined ? 'unknown' : 'owned';
  const isOff = state.live && status !== 'running' && ['disabled', 'masked'].includes(state.atBoot.NetworkManager);
  const now = config.devices[device];
  if (isOff || (now?.managed === false && !isTakenOff(device, state))) return 'leaves alone';
  const profile = profileFor(device, state);
  // Somebody has taken the bridge's file away.
  if (profile === undefined && isItsBridge(device, now, state)) return 'owned';
  if (profile === undefined) return lacksProfile(now) && !state.networkManager.readsIfcfg ? 'owned' : 'leaves alone';
  return isElsewhere(profile) ? 'leaves alone' : 'owned';
}

/** It waits for a profile: NM_DEVICE_STATE_UNAVAILABLE or more. */
function lacksProfile(device: NetworkManagerDevice | undefined): boolean {
  return device !== undefined && !device.external && device.active === undefined && device.state >= 20;
}

/** A bridge that has a profile, and that somebody has told it to leave alone: it is not ours that is released. */
function isTakenOff(device: string, state: StackState): boolean {
  const dropIns = state.networkManager.dropIns ?? [];
  const isReleased = dropIns.some(({ name }) => name === `90-bridgehead-${device}.conf`);
  return !isReleased && bridgeProfile(device, state) !== undefined;
}

/** A bridge that it has made, or for which it has a profile of a port. */
function isItsBridge(device: string, now: NetworkManagerDevice | undefined, state: StackState): boolean {
  const isBridge = state.live && linkNamed(device, state.links)?.bridge !== undefined;
  const isActive = now?.active !== undefined && !now.external;
  return isBridge && (isActive || portProfiles(device, state).length > 0);
}

/** A file of a plugin that is none of ours to read. */
function isElsewhere({ origin, file }: NetworkManagerProfile): boolean {
  return origin === 'other' && file.path.startsWith('/etc/sysconfig/');
}

/** The profile in a file that makes the bridge at boot. */
export function bridgeProfile(bridge: string, state: StackState): ReadProfile | undefined {
  return bridgeProfiles(bridge, state)[0];
}

/** All that could make the bridge at boot: the one that it has now first, then the one that a boot would take. */
export function bridgeProfiles(bridge: string, state: StackState): readonly ReadProfile[] {
  const now = configOf(state).devices[bridge];
  const rank = ({ profile, settings }: ReadProfile): number => {
    return profile.uuid === now?.active && !now.external ? Infinity : settings.priority;
  };
  const all = readProfiles(state).filter(({ profile, settings }) => {
    return settings.type === 'bridge' && settings.interfaceName === bridge && profile.origin !== 'memory';
  });
  return all.toSorted((one, other) => rank(other) - rank(one));
}

/** The profiles that are for ports of the bridge, which they name by its name or by the UUID of its profile. */
export function portProfiles(bridge: string, state: StackState): readonly ReadProfile[] {
  const uuid = bridgeProfile(bridge, state)?.profile.uuid;
  return readProfiles(state).filter(({ profile, settings: { controller } }) => {
    const isPort = controller !== undefined && (controller === bridge || controller === uuid);
    return isPort && profile.origin !== 'memory';
  });
}
