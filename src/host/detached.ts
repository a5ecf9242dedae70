/** A process in a session of its own, which goes on when the agent ends. */
import { spawn } from 'node:child_process';
import { childEnvironment } from './commands.ts';

/**
 * Starts a program that outlives us; its descriptors are closed. Returns its pid, which is its process group's too.
 * Throws the system's error if it can't be started.
 */
export async function startDetached(file: string, args: readonly string[], path: string): Promise<number> {
  const child = spawn(file, args, {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
    env: childEnvironment(path),
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  child.unref();
  if (child.pid === undefined) throw new Error('internal error: a started process has no id');
  return child.pid;
}

/** Ends such a process and its children; nothing happens if it has ended. */
export function endDetached(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
