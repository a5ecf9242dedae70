/** The lock of the host, for the agent, its children, and every process that runs an undo script. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Commands } from './commands.ts';

export interface Lock {
  /** Inherited by the programs that change the host, so that they hold the lock if the agent dies first. */
  readonly descriptor: number;
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock at `path` (a real path); undefined if another process does not release it within `patience` seconds. Node has
 * no flock(2), but a lock belongs to the open file: flock(1) takes it on our descriptor, and it stays when flock(1) ends.
 */
export async function takeLock(commands: Commands, path: string, patience = 0): Promise<Lock | undefined> {
  const handle: FileHandle = await open(path, 'a', 0o600);
  const waiting = patience === 0 ? ['-n'] : ['-w', String(patience)];
  const timeout = (patience + 10) * 1000;
  try {
    const { exitCode } = await commands.run('flock', [...waiting, '3'], { inherit: handle.fd, timeout });
    if (exitCode === 0) return { descriptor: handle.fd, release: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}
