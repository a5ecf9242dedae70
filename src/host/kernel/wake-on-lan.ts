import { readFile } from 'node:fs/promises';
import { unlessTrouble } from '../absence.ts';

/** Whether the interface's device may wake the host (sysfs: ABI/testing/sysfs-devices-power, `wakeup`). */
export async function mayWakeHost(name: string): Promise<boolean> {
  const text = await readFile(`/sys/class/net/${name}/device/power/wakeup`, 'utf8').catch(unlessTrouble(''));
  return text.trim() === 'enabled';
}
