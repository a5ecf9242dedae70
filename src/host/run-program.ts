/** Runs one program to its end and collects its output: execa, with a limit on time and output for the whole process group. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { execa } from 'execa';
import { requireDescriptors } from './descriptors.ts';

/**
 * Bytes that a program may print, as a limit for a runaway: far above a router's routes (`ip -json` takes some 150 bytes for
 * each) and libvirt's answers on a large host.
 */
const largest = { stdout: 64 * 1024 * 1024, stderr: 1024 * 1024 } as const;

export interface Run {
  readonly file: string;
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | undefined;
  /** Milliseconds; then it and its children are killed. */
  readonly timeout: number;
  /** Our descriptor, which becomes its descriptor 3. */
  readonly inherit: number | undefined;
  /** Called at once, with its pid. */
  readonly onStart: (pid: number) => void;
}

export interface Ending {
  /** Undefined if a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Whether it was killed for printing too much. */
  readonly tooMuch: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const settings = {
  extendEnv: false,
  detached: true,
  // execa's own buffers let a program print a gigabyte into memory before they end it at a limit of 64 MiB.
  buffer: false,
  reject: false,
} as const;

type Program = ReturnType<typeof begin>;

/**
 * Runs it in a process group of its own, so that its children can be killed with it; the group outlives us, and holds the lock
 * that it inherits. Rejects with the system's error if it cannot be started.
 */
export async function runToEnd(run: Run): Promise<Ending> {
  const { program } = await start(run);
  const { pid } = program;
  if (pid === undefined) throw (await program).cause;
  run.onStart(pid);
  const timer = setTimeout(() => killGroup(pid), run.timeout);
  try {
    const outputs = (['stdout', 'stderr'] as const).map((name) =>
      collect(program[name], largest[name], () => killGroup(pid)),
    );
    const { exitCode, signal } = await program;
    const [stdout, stderr] = outputs.map((output) => output());
    const tooMuch = stdout === undefined || stderr === undefined;
    return { exitCode, signal, tooMuch, stdout: stdout ?? '', stderr: stderr ?? '' };
  } finally {
    clearTimeout(timer);
    // If it has not ended by itself, its children die with it.
    if (program.exitCode === null) killGroup(pid);
  }
}

/**
 * Without a descriptor for one of its pipes (EMFILE), a child has no streams, and execa throws before it listens to the child's
 * event `error`, which would then end the agent (execa 9.6.1: lib/methods/main-async.js, `[...subprocess.stdio]`). Node announces
 * each child before it starts (diagnostics_channel: child_process), so this one's event is not lost.
 * @returns an object, because to return the program would be to wait for its end.
 */
async function start(run: Run): Promise<{ readonly program: Program }> {
  // Evaluated with the first program, after the agent has its name; it is in the same file (scripts/build.mjs).
  // eslint-disable-next-line no-restricted-syntax -- only to be later
  const { execa } = await import('execa');
  requireDescriptors();
  const announced: ChildProcess[] = [];
  const listen = (message: unknown): void => void announced.push((message as { process: ChildProcess }).process);
  subscribe('child_process', listen);
  try {
    return { program: begin(execa, run) };
  } catch (thrown) {
    const [child] = announced;
    if (child === undefined) throw thrown;
    const [error] = (await once(child, 'error')) as [Error];
    throw error;
  } finally {
    unsubscribe('child_process', listen);
  }
}

/** Its type has what execa infers from the options. */
function begin(run: typeof execa, { file, args, env, input, inherit }: Run) {
  const stdin = input === undefined ? 'ignore' : 'pipe';
  // execa's types know the numbers up to 9.
  const more = inherit === undefined ? [] : [inherit as 3];
  const stdio = [stdin, 'pipe', 'pipe', ...more] as const;
  return run(file, args, { ...settings, env, stdio, ...(input !== undefined && { input }) });
}

/** @returns the output so far, or undefined if it was too much. */
function collect(stream: Readable, most: number, onTooMuch: () => void): () => string | undefined {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= most) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    onTooMuch();
  });
  return () => (length > most ? undefined : Buffer.concat(chunks).toString());
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
