/** What runs on this machine. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { unlessTrouble } from './absence.ts';
import { until } from './clock.ts';
import { mapInPool } from './pool.ts';
import { isRoots, placeOf, type ProcessFiles } from './process-place.ts';

/** Processes that are looked at together: there may be more of them than we may have descriptors. */
const together = 16;
/** Characters of a program's name that the kernel keeps (proc(5): /proc/pid/comm, TASK_COMM_LEN less its NUL). */
const longestName = 15;
/** Bytes of any other file: a client's command line has some hundred. */
const largest = 16 * 1024;

export interface Process {
  readonly pid: number;
  /** The program and its arguments but for empty ones, in the process's own words: nothing of them is to be run, read or removed. */
  readonly command: readonly string[];
}

/**
 * Root's processes on our own host whose program is called one of the names: in our network, and not in a container.
 * A process can give itself any name; whose it is and where is read where only the kernel writes.
 */
export async function findOwnProcesses(names: ReadonlySet<string>): Promise<readonly Process[]> {
  const own = await whereIs('self');
  const short = new Set([...names].map((name) => name.slice(0, longestName)));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await mapInPool(together, pids, async (pid): Promise<Process[]> => {
    // The cheapest first: of thousands of processes a few have the name.
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
 * What one read(2) gives of a file of /proc/PID: nothing where the process is gone. Not by readFile, which takes half a
 * mebibyte for each, and has no end where a process moves the end of its own arguments (prctl(2): PR_SET_MM).
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

/** As in namespaces.ts: the inode can be read where /proc/PID/ns may not. */
async function networkOf(pid: string): Promise<number | undefined> {
  return (await stat(`/proc/${pid}/net/dev`).catch(unlessTrouble(undefined)))?.ino;
}

/** Milliseconds that a process may take to go: a busy machine has to give it the processor once more. */
const longestEnd = 10_000;
const pause = 5;

/** Ends it on the spot, without a chance to react (SIGKILL); returns when it is gone, or has not gone for long. */
export async function endProcess(pid: number): Promise<void> {
  if (!signal(pid, 'SIGKILL')) return;
  await until(() => Promise.resolve(!signal(pid, 0)), longestEnd, pause);
}

/** Whether there was a process to take it (kill(2): 0 asks only that). */
function signal(pid: number, which: 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, which);
  } catch {
    return false;
  }
}
