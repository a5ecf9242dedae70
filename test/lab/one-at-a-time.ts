/** Work that two test runners, or two files of tests, must not do at the same time on a machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Does the work while nobody else does any of that name; waits as long as that takes. */
export async function oneAtATime<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const file = join(tmpdir(), `${name}.lock`);
  // One process holds the lock (flock(1)), and ends when its standard input does: also where this one is killed.
  const holder = spawn('flock', ['--no-fork', file, 'sh', '-c', 'echo locked; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  const [said] = (await Promise.race([once(holder.stdout, 'data'), ended])) as [Buffer | number | null];
  if (!Buffer.isBuffer(said)) throw new Error(`the lock '${file}' cannot be taken`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
