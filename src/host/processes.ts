/** Finding and ending processes of this host. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { unlessTrouble } from './absence.ts';
import { until } from './clock.ts';
import { mapInPool } from './pool.ts';
import { isRoots, placeOf, type ProcessFiles } from './process-place.ts';

/** Processes read at the same time: there may be more of them than we have descriptors. */
const together = 16;
/** Length of a program's name in the kernel (proc(5): /proc/pid/comm, TASK_COMM_LEN less its NUL). */
const longestName = 15;
/** Bytes read of any other file; a client's command line has some hundred. */
const largest = 16 * 1024;

export interface Process {
  readonly pid: number;
  /** Its non-empty arguments. The process can set them, so nothing in them may be run, read or removed. */
  readonly command: readonly string[];
}

/**
 * Root's processes whose program has one of the names, in our network and not in a container. A process can give itself any
 * name; its owner and its place are read from what only the kernel writes.
 */
export async function findOwnProcesses(names: ReadonlySet<string>): Promise<readonly Process[]> {
  const own = await whereIs('self');
  const short = new Set([...names].map((name) => name.slice(0, longestName)));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await mapInPool(together, pids, async (pid): Promise<Process[]> => {
    // The cheapest test first: of thousands of processes few have the name.
    if (!short.has((await readStart(pid, 'comm', longestName + 1)).trimEnd())) return [];
    const { roots, place } = await whereIs(pid);
    if (!roots || place !== own.place) return [];
    const command = (await readStart(pid, 'cmdline')).split('\0').filter((word) => word !== '');
    return names.has(basename(command[0] ?? '')) ? [{ pid: Number(pid), command }] : [];
  });
  return found.flat();
}

async function whereIs(pid: string): Promise<{ readonly roots: boolean; readonly place: string }> {
  const files: ProcessFiles = {
    status: await readStart(pid, 'status'),
    cgroup: await readStart(pid, 'cgroup'),
    uidMap: await readStart(pid, 'uid_map'),
  };
  return { roots: isRoots(files), place: `${String(await networkOf(pid))} ${placeOf(files)}` };
}

/**
 * The result of one read(2) of a file of /proc/PID; empty if the process has gone. Not by readFile, which allocates half a
 * mebibyte each time, and never ends if a process moves the end of its own arguments (prctl(2): PR_SET_MM).
 */
async function readStart(pid: string, file: string, length = largest): Promise<string> {
  const handle = await open(`/proc/${pid}/${file}`).catch(unlessTrouble(undefined));
  if (handle === undefined) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length));
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    return unlessTrouble('')(error as NodeJS.ErrnoException);
  } finally {
    await handle.close();
  }
}

/** As in namespaces.ts: this inode is readable even if /proc/PID/ns is not. */
async function networkOf(pid: string): Promise<number | undefined> {
  return (await stat(`/proc/${pid}/net/dev`).catch(unlessTrouble(undefined)))?.ino;
}

/** Milliseconds for a process to end: a busy machine must give it the processor once more. */
const longestEnd = 10_000;
const pause = 5;

/** Kills it (SIGKILL); returns when it has ended, or after a long wait. */
export async function endProcess(pid: number): Promise<void> {
  if (!signal(pid, 'SIGKILL')) return;
  await until(() => Promise.resolve(!signal(pid, 0)), longestEnd, pause);
}

/** Whether the process exists (kill(2): signal 0 only asks). */
function signal(pid: number, which: 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, which);
  } catch {
    return false;
  }
}
