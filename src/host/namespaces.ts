/** Which network and which boot this process is in. */
import { readFile, stat } from 'node:fs/promises';

/**
 * Whether our network is that of process 1, which an image's files must not change. Each network namespace has its own inodes
 * below /proc/PID/net, which are readable even if /proc/1/ns is not; if they are not either, the answer is yes.
 */
export async function inInitialNetwork(): Promise<boolean> {
  const inodes = await Promise.all(['self', '1'].map((process) => stat(`/proc/${process}/net/dev`))).catch(() => []);
  return inodes[0]?.ino === inodes[1]?.ino;
}

/**
 * The id of this boot, 32 hex digits (proc(5): random/boot_id). In a container process 1 may see another one than a service
 * with its own /proc; the unit gives us the one that process 1 and its timers see (systemd.unit(5): %b).
 */
export async function readBootId(): Promise<string> {
  const given = process.env[bootIdVariable];
  return (given ?? (await readFile('/proc/sys/kernel/random/boot_id', 'utf8'))).trim().replaceAll('-', '');
}

/** Set by the unit; passed to the programs that we start, above all to undo.sh. */
export const bootIdVariable = 'BRIDGEHEAD_BOOT_ID';

/** Seconds since boot, including sleep; setting the clock does not change it (proc(5): uptime). */
export async function readUptime(): Promise<number> {
  return Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
}
