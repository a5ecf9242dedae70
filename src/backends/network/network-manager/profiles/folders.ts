/** Where NetworkManager keeps its profiles (nm-settings-keyfile(5), NetworkManager.conf(5): keyfile.path). */
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';

/** Of the administrator: the only folder that Bridgehead writes to. */
export const profileFolder = '/etc/NetworkManager/system-connections';
export const vendorFolder = '/usr/lib/NetworkManager/system-connections';
/** Where the plugin ifcfg-rh has its profiles (nm-settings-ifcfg-rh(5)). */
export const ifcfgFolder = '/etc/sysconfig/network-scripts';
const runFolder = '/run/NetworkManager/system-connections';

/** Where a new profile for the device is written. */
export function pathOf(device: string): string {
  return `${profileFolder}/${device}.nmconnection`;
}

/** NMSettingsConnectionFlags: made by NetworkManager, external. */
export const madeUp = 2 | 8;
/** Besides: unsaved. */
const inMemory = 1 | madeUp;

/** @param flags of a profile that is loaded. */
export function originOf(path: string, flags: number): NetworkManagerProfile['origin'] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const name = path.slice(folder.length + 1);
  if (folder === profileFolder) return 'etc';
  if (folder === vendorFolder) return 'lib';
  if (folder === ifcfgFolder && isIfcfgName(name)) return 'ifcfg';
  // netplan: networkmanager.c, NETPLAN_NM_CONNECTIONS…
  if (folder === runFolder && name.startsWith('netplan-')) return 'netplan';
  if (path === '' || (folder === runFolder && (flags & inMemory) !== 0)) return 'memory';
  return folder === runFolder ? 'run' : 'other';
}

/** Whether NetworkManager passes the file over (NetworkManager: nm-keyfile-utils.c, nm_keyfile_utils_ignore_filename). */
export function isIgnored(name: string): boolean {
  return name.startsWith('.') || /(?:~|\.(?:swpx?|pem|der|nmmeta|rpmsave|rpmnew|rpmorig))$/i.test(name);
}

/** Whether the plugin takes the file for a profile of its own: no alias (NetworkManager: nms-ifcfg-rh-utils.c, utils_should_ignore_file). */
export function isIfcfgName(name: string): boolean {
  return (
    /^ifcfg-[^:]+$/.test(name) && name !== 'ifcfg-lo' && !/(?:~|\.(?:bak|orig|rej|rpmnew|augnew|augtmp))$/i.test(name)
  );
}
