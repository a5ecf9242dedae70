/** Finding and ending processes of this host. */
import { readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { unlessTrouble } from '../absence.ts';
import { until } from '../clock.ts';
import { isRoots, placeOf, type ProcessFiles } from './process-place.ts';
import { orAbsent, readNow } from '../read-now.ts';

/** Processes looked at in one turn of the event loop: there may be thousands of them. */
const together = 64;
/** Length of a program's name in the kernel (proc(5): /proc/pid/comm, TASK_COMM_LEN less its NUL). */
const longestName = 15;
/** Bytes; a client's command line has some hundred. */
const longestCommand = 16 * 1024;

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its non-empty arguments. The process can set them, so nothing in them may be run, read or removed. */
  readonly command: readonly string[];
}

/**
 * Root's processes whose program has one of the names, in our network and not in a container. A process can give itself any
 * name; its owner and its place are read from what only the kernel writes.
 */
export async function findOwnProcesses(names: ReadonlySet<string>): Promise<readonly Process[]> {
  const own = whereIs('self');
  const short = new Set([...names].map((name) => name.slice(0, longestName)));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found: Process[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index % together === together - 1) await turnOfTheLoop();
    // The cheapest test first: of thousands of processes few have the name.
    if (!short.has(read(pid, 'comm', longestName + 1).trimEnd())) continue;
    const { roots, place, parent } = whereIs(pid);
    if (!roots || place !== own.place) continue;
    const command = (await readCommand(pid)).split('\0').filter((word) => word !== '');
    if (names.has(basename(command[0] ?? ''))) found.push({ pid: Number(pid), parent, command });
  }
  return found;
}

/**
 * By a thread, which waits as long as the process's memory is locked (kernel: get_cmdline, mmap_lock). One read(2): readFile
 * never ends if a process moves the end of its own arguments (prctl(2): PR_SET_MM).
 */
async function readCommand(pid: string): Promise<string> {
  const handle = await open(`/proc/${pid}/cmdline`).catch(unlessTrouble(undefined));
  if (handle === undefined) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestCommand));
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    return unlessTrouble('')(error as NodeJS.ErrnoException);
  } finally {
    await handle.close();
  }
}

function whereIs(pid: string): Pick<Process, 'parent'> & { readonly roots: boolean; readonly place: string } {
  const files: ProcessFiles = {
    status: read(pid, 'status'),
    cgroup: read(pid, 'cgroup'),
    uidMap: read(pid, 'uid_map'),
  };
  const parent = Number(/^PPid:\s*(\d+)$/m.exec(files.status)?.[1] ?? 0);
  return { parent, roots: isRoots(files), place: `${String(networkOf(pid))} ${placeOf(files)}` };
}

function read(pid: string, file: string, length?: number): string {
  return readNow(`/proc/${pid}/${file}`, length);
}

/** As in namespaces.ts: this inode is readable even if /proc/PID/ns is not. */
function networkOf(pid: string): number | undefined {
  return orAbsent(() => statSync(`/proc/${pid}/net/dev`, { throwIfNoEntry: false }), undefined)?.ino;
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
