/** What NetworkManager is told of a bridge: a file of its own in /etc/NetworkManager/conf.d. */
import { fileHeader } from '../../../../contract/names.ts';
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

/** The text for the two devices. += leaves alone what others have listed. */
export function dropInText(bridge: string, uplink: string, moment: Moment): string {
  const [one, two] = [`interface-name:${uplink}`, `interface-name:${bridge}`];
  return moment === 'now'
    ? `${fileHeader}\n[keyfile]\nunmanaged-devices+=${one};${two}\n`
    : `${fileHeader}\n[device-bridgehead-${bridge}]\nmatch-device=${one},${two}\nmanaged=0\n`;
}

/** The bridge's file as it is; undefined where there is none. */
export function dropInOf(bridge: string, state: HostState): HostFile | undefined {
  return state.networkManager.dropIns?.find(({ name }) => name === nameOf(bridge));
}

/** Whether the file tells NetworkManager, as it starts, to leave both alone. */
export function releases(bridge: string, uplink: string, file: HostFile | undefined): boolean {
  return (
    file?.text !== undefined &&
    [dropInText(bridge, uplink, 'now'), dropInText(bridge, uplink, 'next-boot')].includes(file.text)
  );
}

/** The step that writes it; none where it says so already, or where NetworkManager has no folder for it. */
export function writeDropIn(bridge: string, uplink: string, moment: Moment, state: HostState): readonly FileStep[] {
  if (state.networkManager.dropIns === undefined) return [];
  const file = dropInOf(bridge, state) ?? noFile(`${dropInFolder}/${nameOf(bridge)}`);
  if (moment === 'next-boot' && releases(bridge, uplink, file)) return [];
  const title = `tell NetworkManager to leave '${uplink}' and '${bridge}' alone`;
  return replaceFile(title, file, dropInText(bridge, uplink, moment));
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
