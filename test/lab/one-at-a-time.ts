/** Work that only one test runner or test file on this machine may do at a time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Does the work under the lock of that name; waits for it as long as necessary. */
export async function oneAtATime<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const file = join(tmpdir(), `${name}.lock`);
  // flock(1) holds the lock until its standard input ends, which also happens if this process is killed.
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
