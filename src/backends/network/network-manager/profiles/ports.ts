/** The ports that profiles put behind a bridge, and the devices that they are for. */
import type { StackState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import { isUplink } from '../../../../model/uplink.ts';
import { intentOf } from './intent.ts';
import { configOf, portProfiles, profileFor, type ReadProfile } from './owner.ts';

/** The devices, each once. */
export function portsOf(bridge: string, state: StackState): readonly string[] {
  return [...new Set(portProfiles(bridge, state).flatMap((port) => deviceOf(port, state) ?? []))];
}

/** The device's own profile, or another that names the device, where it makes it a port of this very bridge. */
export function portProfileOf(device: string, bridge: string, state: StackState): ReadProfile | undefined {
  const own = profileFor(device, state)?.uuid;
  const ports = portProfiles(bridge, state);
  return (
    ports.find(({ profile }) => profile.uuid === own) ??
    ports.find(({ settings }) => settings.interfaceName === device) ??
    ports.find((port) => deviceOf(port, state) === device)
  );
}

/** By its name, by NetworkManager's word, or by its hardware address; undefined where none of them tells. */
export function deviceOf({ profile, settings }: ReadProfile, state: StackState): string | undefined {
  const { devices } = configOf(state);
  const active = Object.keys(devices).find((name) => devices[name]?.active === profile.uuid);
  const byMac = state.links.find(({ mac, kind }) => kind !== 'bridge' && mac.toLowerCase() === settings.mac);
  return settings.interfaceName ?? active ?? byMac?.name;
}

/**
 * The interface whose profile is for a port of the bridge, of several that whose hardware address the bridge has; or without a
 * profile the port that lent it its own.
 */
export function uplinkOf(bridge: string, state: StackState): string | undefined {
  const named = portsOf(bridge, state);
  const link = linkNamed(bridge, state.links);
  if (named.length === 0) return link && state.links.find((one) => isUplink(one, link, []))?.name;
  const mac = intentOf(bridge, state)?.mac ?? link?.mac;
  return named.find((device) => linkNamed(device, state.links)?.mac.toLowerCase() === mac) ?? named[0];
}
