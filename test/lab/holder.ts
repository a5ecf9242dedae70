/** The process that holds a laboratory's namespaces and ends with the test runner, even if that is killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RouterAdvertisements } from './router-advertisements.ts';

const inside = fileURLToPath(new URL('inside.sh', import.meta.url));
const isolation = '--pid --fork --kill-child --net --mount --propagation private --mount-proc'.split(' ');

export interface Holder {
  /** The laboratory's process 1, as a pid of this machine. */
  readonly pid: number;
  /** The process that holds the host's mounts, as a pid of the laboratory. */
  readonly mounts: number;
  /** Ends every process of the laboratory and removes its folder. */
  readonly stop: () => Promise<void>;
}

/**
 * Makes the namespaces for the prepared folder `work`, with that many interfaces in the host; throws with the script's
 * messages if that fails. Process 1 has an empty network namespace of its own: neither the host's nor this machine's.
 */
export async function startHolder(
  work: string,
  interfaces: number,
  advertisements: RouterAdvertisements,
): Promise<Holder> {
  const child = spawn('unshare', [...isolation, 'bash', inside, work, String(interfaces), advertisements], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
    // An interrupt from the terminal is for the test runner alone, so that this can clean up after it.
    detached: true,
  });
  let messages = '';
  child.stderr.on('data', (data: Buffer) => (messages += data.toString()));
  child.stdin.on('error', () => undefined);
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => ['']),
  ])) as [string];
  if (!line.startsWith('ready ')) throw new Error(`the laboratory did not start:\n${messages}`);
  return { pid: childPid(child.pid ?? 0), mounts: Number(line.slice(6)), stop: () => stopHolder(child, work) };
}

/** unshare has one child, process 1 of the new namespace (proc(5): /proc/PID/task/TID/children). */
function childPid(pid: number): number {
  return Number(readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8'));
}

async function stopHolder(child: ChildProcess, work: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.stdin?.end();
    const patience = setTimeout(() => child.kill('SIGKILL'), 60_000);
    await ended;
    clearTimeout(patience);
  }
  await rm(work, { recursive: true, force: true });
}
