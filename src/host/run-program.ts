/**
 * One program from its start to its end, with all it prints: Node's spawn, and a limit on time and output. The tests use
 * execa, the agent does not. It must hand a program a descriptor of its own, kill it with all its children, and survive a
 * spawn for which no descriptors are left (EMFILE), when the child has neither a pid nor streams. And execa would bring
 * twenty-one more packages into a process that runs as root.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';

/**
 * Bytes that a program may print, and say of what went wrong: against one that runs away, far above the routes of a router
 * (`ip -json` takes some 150 bytes for each) and what libvirt has to tell of the guests on a large host.
 */
const largest = { stdout: 64 * 1024 * 1024, stderr: 1024 * 1024 } as const;

export interface Run {
  readonly file: string;
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | undefined;
  /** Milliseconds; then it and its children are killed. */
  readonly timeout: number;
  /** A descriptor of ours that becomes its third. */
  readonly inherit: number | undefined;
  /** Is told of its pid at once. */
  readonly onStart: (pid: number) => void;
}

export interface Ending {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Whether it was killed because it printed more than it may. */
  readonly tooMuch: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs it in a process group of its own, so that its children die with it where it hangs; the group outlives us, and holds
 * the lock that it inherits. Rejects with the system's error where it cannot be started.
 */
export async function runToEnd(run: Run): Promise<Ending> {
  const child = spawn(run.file, [...run.args], { detached: true, env: { ...run.env }, stdio: stdioOf(run) });
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    // Before anything else: without descriptors for its pipes there is a child that is no process and has no streams.
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
    // Its children die with it, where it did not come to its end.
    if (child.exitCode === null) killGroup(child);
  }
}

function stdioOf({ input, inherit }: Run): StdioOptions {
  return [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(inherit === undefined ? [] : [inherit])];
}

function neverStarted(): never {
  throw new Error('internal error: a program that has not started has ended');
}

/** A program that does not read what it is given has its reasons; its exit code tells. */
function feed({ stdin }: ChildProcess, input: string | undefined): void {
  stdin?.on('error', () => undefined);
  stdin?.end(input);
}

/** @returns what has been printed, or undefined where it was more than there may be. */
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
