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

/** The kernel's name for this boot, 32 hex digits and dashes (proc(5): random/boot_id). */
export async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

/** Seconds since boot, sleep included, which no change of the clock moves (proc(5): uptime). */
export async function readUptime(): Promise<number> {
  return Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
}
