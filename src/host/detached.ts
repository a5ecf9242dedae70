/** A process in a session of its own, which goes on when the agent ends. */
import { spawn } from 'node:child_process';
import { childEnvironment } from './commands.ts';

/**
 * Starts a program that outlives us, in a process group of its own; its descriptors are closed. Throws the system's error
 * if it can't be started.
 */
export async function startDetached(file: string, args: readonly string[], path: string): Promise<void> {
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
}

/** Ends such a process and its children, by its pid; nothing happens if it has ended. */
export function endDetached(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
