/** What runs on this machine. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { unlessTrouble } from './absence.ts';

/** The arguments a process was started with; none if it is gone (proc(5): /proc/pid/cmdline). */
export async function readProcessArguments(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(unlessTrouble(''));
  return text.split('\0').filter((word) => word !== '');
}

export interface Process {
  readonly pid: number;
  /** The program and its arguments; never empty. */
  readonly command: readonly string[];
}

/**
 * Root's processes in our own network whose program is called one of the names. A user can give a process any name: so
 * whose it is is read where only the kernel writes (proc(5): /proc/pid/status), not from who owns /proc/pid.
 */
export async function findOwnProcesses(names: ReadonlySet<string>): Promise<readonly Process[]> {
  const network = await networkOf('self');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid): Promise<Process[]> => {
      const command = await readProcessArguments(Number(pid));
      if (!names.has(command[0]?.split('/').at(-1) ?? '') || !(await isRoots(pid))) return [];
      return (await networkOf(pid)) === network ? [{ pid: Number(pid), command }] : [];
    }),
  );
  return found.flat();
}

/** As in namespaces.ts: the inode can be read where /proc/PID/ns may not. */
async function networkOf(process: string): Promise<number | undefined> {
  return (await stat(`/proc/${process}/net/dev`).catch(unlessTrouble(undefined)))?.ino;
}

async function isRoots(pid: string): Promise<boolean> {
  return /^Uid:\t0\t0\t0\t0$/m.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(unlessTrouble('')));
}

/** Ends it on the spot, without a word to anybody (SIGKILL); returns when it is gone, or after a second. */
export async function endProcess(pid: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      process.kill(pid, tries === 0 ? 'SIGKILL' : 0);
    } catch {
      return;
    }
    await wait(5);
  }
}
