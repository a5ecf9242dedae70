/** NetworkManager's own file of a device below /run (NetworkManager: nm-config.c, nm_config_device_state_write). */
import type { NetworkManagerStateStep } from '../../../../model/plan.ts';

/** It reads the files as it starts, and writes them as it ends and with each change of a device's state. */
export const deviceStateFolder = '/run/NetworkManager/devices';

/** The file of the device with this index, as the host sees it. */
export function deviceStatePath(index: number): string {
  return `${deviceStateFolder}/${index}`;
}

type State = Pick<NetworkManagerStateStep, 'uuid' | 'owned'>;

/** What a NetworkManager that starts needs to go on with the profile, and to own the device from then on; or to leave it alone. */
export function deviceStateText(state: State): string {
  return `[device]\n${linesOf(state).join('\n')}\n`;
}

/** Whether a file says so already, perhaps with more that NetworkManager has written. */
export function saysSo(text: string, state: State): boolean {
  const lines = text.split('\n');
  return linesOf(state).every((line) => lines.includes(line));
}

function linesOf({ uuid, owned }: State): readonly string[] {
  if (uuid === undefined) return ['managed=false'];
  return ['managed=true', `connection-uuid=${uuid}`, `nm-owned=${String(owned)}`];
}
