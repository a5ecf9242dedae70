/** Runs one program to its end and collects its output, with a limit on time and output for the whole process group. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
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

/**
 * Runs it in a process group of its own, so that its children can be killed with it; the group outlives us, and holds the lock
 * that it inherits. Rejects with the system's error if it cannot be started.
 */
export async function runToEnd(run: Run): Promise<Ending> {
  const program = start(run);
  const { pid } = program;
  if (pid === undefined) throw ((await once(program, 'error')) as [Error])[0];
  // It may be killed, or may have closed its input, before it has read it.
  for (const thing of [program, program.stdin]) thing?.on('error', () => undefined);
  program.stdin?.end(run.input);
  run.onStart(pid);
  const timer = setTimeout(() => killGroup(pid), run.timeout);
  try {
    const outputs = (['stdout', 'stderr'] as const).map((name) =>
      collect(program[name], largest[name], () => killGroup(pid)),
    );
    const [exitCode, signal] = (await once(program, 'close')) as [number | null, NodeJS.Signals | null];
    const [stdout, stderr] = outputs.map((output) => output());
    const tooMuch = stdout === undefined || stderr === undefined;
    const ending = { exitCode: exitCode ?? undefined, signal: signal ?? undefined, tooMuch };
    return { ...ending, stdout: stdout ?? '', stderr: stderr ?? '' };
  } finally {
    clearTimeout(timer);
    // If it has not ended by itself, its children die with it.
    if (program.exitCode === null) killGroup(pid);
  }
}

function start({ file, args, env, input, inherit }: Run): ChildProcess {
  requireDescriptors();
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const more = inherit === undefined ? [] : [inherit];
  return spawn(file, args, { env, stdio: [stdin, 'pipe', 'pipe', ...more], detached: true });
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

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
