/** What NetworkManager is told of a bridge: a file of its own in /etc/NetworkManager/conf.d. */
import { fileHeader } from '../../../../contract/names.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { noFile, type HostFile } from '../../../../model/host-file.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { FileStep } from '../../../../model/plan.ts';
import { replaceFile } from '../../../../model/replace-file.ts';

/** What packages and people add to NetworkManager's configuration (NetworkManager.conf(5)). */
export const dropInFolder = '/etc/NetworkManager/conf.d';

/**
 * `now` counts as soon as NetworkManager reads it, which must be as it starts: on a reload it would take down a device that
 * it still holds (seen with 1.42). `next-boot` does not affect that device until then, whatever is reloaded or restarted
 * (NetworkManager.conf(5): keyfile.unmanaged-devices and device.managed).
 */
export type Moment = 'now' | 'next-boot';

/** What NetworkManager leaves alone. */
export interface Released {
  readonly bridge: string;
  readonly uplink: string;
  /** The bridge's other ports. */
  readonly ports: readonly string[];
}

/** The text for the devices of a bridge. += leaves alone what others have listed. */
export function dropInText({ bridge, uplink, ports }: Released, moment: Moment): string {
  const devices = [uplink, bridge, ...ports].map((name) => `interface-name:${name}`);
  return moment === 'now'
    ? `${fileHeader}\n[keyfile]\nunmanaged-devices+=${devices.join(';')}\n`
    : `${fileHeader}\n[device-bridgehead-${bridge}]\nmatch-device=${devices.join(',')}\nmanaged=0\n`;
}

/** The bridge's file as it is; undefined where there is none. */
export function dropInOf(bridge: string, state: HostState): HostFile | undefined {
  return state.networkManager.dropIns?.find(({ name }) => name === nameOf(bridge));
}

/** Whether it was written for the moment `now`. */
export function countsNow(file: HostFile | undefined): boolean {
  return file?.text?.includes('\nunmanaged-devices+=') === true;
}

/** Whether the file tells NetworkManager, as it starts, to leave all of them alone. */
export function releases(released: Released, file: HostFile | undefined): boolean {
  return (
    file?.text !== undefined && [dropInText(released, 'now'), dropInText(released, 'next-boot')].includes(file.text)
  );
}

/** The step that writes it; none where it says so already, or where NetworkManager has no folder for it. */
export function writeDropIn(released: Released, moment: Moment, state: HostState): readonly FileStep[] {
  const { bridge, uplink, ports } = released;
  if (state.networkManager.dropIns === undefined) return [];
  const file = dropInOf(bridge, state) ?? noFile(`${dropInFolder}/${nameOf(bridge)}`);
  if (moment === 'next-boot' && releases(released, file)) return [];
  const names = listOf([uplink, ...ports, bridge].map((name) => `'${name}'`));
  return replaceFile(`tell NetworkManager to leave ${names} alone`, file, dropInText(released, moment));
}

/** The step that removes it; none if there is none, or if it is no longer ours. */
export function removeDropIn(bridge: string, uplink: string, state: HostState): readonly FileStep[] {
  const file = dropInOf(bridge, state);
  if (file?.text?.startsWith(`${fileHeader}\n`) !== true) return [];
  return replaceFile(`no longer tell NetworkManager to leave '${uplink}' alone`, file, null);
}

function nameOf(bridge: string): string {
  return `90-bridgehead-${bridge}.conf`;
}
