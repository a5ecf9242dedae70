/** Which network this process is in. */
import { readFile, stat } from 'node:fs/promises';

/**
 * Whether our network is the one of PID 1: then an image's files must not decide about it. Each network namespace has
 * inodes of its own below /proc/PID/net, which can be read even where /proc/1/ns may not; if not, the answer is yes.
 */
export async function inInitialNetwork(): Promise<boolean> {
  const inodes = await Promise.all(['self', '1'].map((process) => stat(`/proc/${process}/net/dev`))).catch(() => []);
  return inodes[0]?.ino === inodes[1]?.ino;
}

/**
 * What this boot is called, 32 hex digits. In a container process 1 may see another name than a service whose /proc is
 * its own; the unit hands us the one that process 1 and its timers see (systemd.unit(5): %b; proc(5): random/boot_id).
 */
export async function readBootId(): Promise<string> {
  const given = process.env[bootIdVariable];
  return (given ?? (await readFile('/proc/sys/kernel/random/boot_id', 'utf8'))).trim().replaceAll('-', '');
}

/** Set by the unit; handed on to what we start, undo.sh above all. */
export const bootIdVariable = 'BRIDGEHEAD_BOOT_ID';

/** Seconds since boot, sleep included, which no change of the clock moves (proc(5): uptime). */
export async function readUptime(): Promise<number> {
  return Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
}
