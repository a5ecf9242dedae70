/** What runs on this machine. */
import { readFile } from 'node:fs/promises';

/** The arguments a process was started with; none if it is gone (proc(5): /proc/pid/cmdline). */
export async function readProcessArguments(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.split('\0').filter((word) => word !== '');
}
