/** One hand at a time on the host: the agent, its children, and any process that runs an undo script. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Commands } from './commands.ts';

export interface Lock {
  /** To be inherited by what changes the host, so that it holds the lock should the agent die first. */
  readonly descriptor: number;
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock at `path` (a real path), or returns undefined if another process has it and does not release it within `patience`
 * seconds. Node has no flock: util-linux's flock(1), run on our descriptor, takes one that stays with the open file when it
 * ends (flock(2)).
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
