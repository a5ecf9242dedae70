/** Which network this process is in. */
import { readFile, readlink } from 'node:fs/promises';

/** Whether our network is the one of PID 1: then an image's files must not decide about it. */
export async function inInitialNetwork(): Promise<boolean> {
  const [own, first] = await Promise.all([readlink('/proc/self/ns/net'), readlink('/proc/1/ns/net')]);
  return own === first;
}

/** The kernel's name for this boot, 32 hex digits and dashes (proc(5): random/boot_id). */
export async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

/** Seconds since boot, sleep included, which no change of the clock moves (proc(5): uptime). */
export async function readUptime(): Promise<number> {
  return Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
}
