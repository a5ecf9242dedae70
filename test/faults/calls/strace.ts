/** Traces and injects faults into a running agent's system calls: strace(1), on its threads and not its children. */
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { eventually } from '../../lab/eventually.ts';
import { withoutChildren } from '../../lab/without-children.ts';
import type { Effect } from './calls.ts';
import { readRecording, type RecordedCall, type Traced } from './recording.ts';

/** The agent's environment: strace's `when` counts per thread, so one thread of the pool must do all its file work. */
export const traceable = { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' } as const;

const recorded =
  'openat,mkdir,mkdirat,link,linkat,pwrite64,fsync,fdatasync,fchmod,rename,renameat,renameat2,unlink,unlinkat';
const recordedToo = 'clone,clone3,fork,vfork,socketpair,pipe2,write';

export interface Tracer {
  /** Detaches; returns the trace. */
  readonly stop: () => Promise<string>;
}

interface Threads extends Traced {
  /** All but the main one: libuv's pool, and those of V8, which do nothing that is recorded. */
  readonly others: readonly number[];
}

function threadsOf(pid: number): Threads {
  const all = readdirSync(`/proc/${pid}/task`).map(Number);
  return { main: pid, others: all.filter((tid) => tid !== pid), bus: busSocket(pid) };
}

function busSocket(pid: number): string {
  const [socket, ...more] = socketsOf(pid);
  if (socket === undefined || more.length > 0) throw new Error(`the agent has ${more.length + 1} sockets`);
  return socket;
}

/** Returns once the programs that the agent ran have ended, and their pipes are closed. */
async function isIdle(pid: number): Promise<void> {
  await withoutChildren(pid);
  await eventually('the agent has one socket', () => socketsOf(pid).length === 1);
}

/** An idle agent's only socket is that of the bus. */
export function socketsOf(pid: number): readonly string[] {
  const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  return targets.filter((target) => target.startsWith('socket:'));
}

/** Traces the agent during `work`. @returns the calls that a fault could have hit. */
export async function record(pid: number, work: () => Promise<unknown>): Promise<readonly RecordedCall[]> {
  await isIdle(pid);
  const traced = threadsOf(pid);
  const tracer = await attach([traced.main, ...traced.others], ['-e', `trace=${recorded},${recordedToo}`]);
  await work();
  return readRecording(await tracer.stop(), traced);
}

/** Makes the agent's nth call from now on fail, or kills the agent before it. */
export async function inject(pid: number, call: RecordedCall, effect: Effect): Promise<Tracer> {
  await isIdle(pid);
  const { main, others, bus } = threadsOf(pid);
  const how = effect === 'SIGKILL' ? 'signal=SIGKILL' : `error=${effect}`;
  const log = readlinkSync(`/proc/${pid}/fd/1`);
  const path = call.target === undefined ? [] : ['-P', call.target === 'bus' ? bus : log];
  const rules = ['-e', `trace=${call.syscall}`, '-e', `inject=${call.syscall}:${how}:when=${call.nth}`];
  return attach(call.thread === 'main' ? [main] : others, [...path, ...rules]);
}

/** Returns once all threads are attached. */
async function attach(tids: readonly number[], words: readonly string[]): Promise<Tracer> {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-trace-'));
  const file = join(folder, 'trace');
  const threads = tids.flatMap((tid) => ['-p', String(tid)]);
  // With two threads each line begins with the thread's number; -y tells what a descriptor stands for.
  const strace = execa('strace', ['-o', file, '-y', '-s', '200', ...words, ...threads], { reject: false });
  let said = '';
  strace.stderr.on('data', (data: Buffer) => (said += data.toString()));
  await eventually('strace holds the agent', () => {
    if (strace.exitCode !== null) throw new Error(`strace ended: ${said}`);
    return said.split(' attached').length > tids.length;
  });
  return {
    stop: async () => {
      strace.kill('SIGINT');
      await strace;
      const trace = await readFile(file, 'utf8');
      await rm(folder, { recursive: true });
      return trace;
    },
  };
}
