/** A process in a session of its own, which outlives the agent. */
import { spawn } from 'node:child_process';
import { childEnvironment } from './child-environment.ts';

/**
 * Starts it in a process group of its own, without our descriptors. Throws the system's error if it cannot be started.
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

/** Kills a detached process and its children; does nothing if it has ended. */
export function endDetached(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
