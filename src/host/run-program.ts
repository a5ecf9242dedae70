/**
 * Runs one program to its end and collects its output: Node's spawn, with a limit on time and output. The tests use execa, the
 * agent does not: it must pass a descriptor to the program, kill it with all its children, and survive a spawn for which no
 * descriptors are left (EMFILE), when the child has neither a pid nor streams. And execa would bring twenty-one more packages
 * into a process that runs as root.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';

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

/**
 * Runs it in a process group of its own, so that its children can be killed with it; the group outlives us, and holds the lock
 * that it inherits. Rejects with the system's error if it cannot be started.
 */
export async function runToEnd(run: Run): Promise<Ending> {
  const child = spawn(run.file, [...run.args], { detached: true, env: { ...run.env }, stdio: stdioOf(run) });
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    // First: without descriptors for its pipes the child has neither a process nor streams, only this event.
    child.once('error', reject);
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  if (child.pid === undefined) return ended.then(neverStarted);
  run.onStart(child.pid);
  const timer = setTimeout(() => killGroup(child), run.timeout);
  try {
    feed(child, run.input);
    const outputs = (['stdout', 'stderr'] as const).map((name) =>
      collect(child[name], largest[name], () => killGroup(child)),
    );
    const [code, signal] = await ended;
    const [stdout, stderr] = outputs.map((output) => output());
    return {
      exitCode: code ?? undefined,
      signal: signal ?? undefined,
      tooMuch: stdout === undefined || stderr === undefined,
      stdout: stdout ?? '',
      stderr: stderr ?? '',
    };
  } finally {
    clearTimeout(timer);
    // If it has not ended by itself, its children die with it.
    if (child.exitCode === null) killGroup(child);
  }
}

function stdioOf({ input, inherit }: Run): StdioOptions {
  return [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(inherit === undefined ? [] : [inherit])];
}

function neverStarted(): never {
  throw new Error('internal error: a program that has not started has ended');
}

/** A program may ignore its input; its exit code tells whether it worked. */
function feed({ stdin }: ChildProcess, input: string | undefined): void {
  stdin?.on('error', () => undefined);
  stdin?.end(input);
}

/** @returns the output so far, or undefined if it was too much. */
function collect(stream: Readable | null, most: number, onTooMuch: () => void): () => string | undefined {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('data', (chunk: Buffer) => {
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

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
