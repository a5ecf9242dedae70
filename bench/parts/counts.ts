/** How many programs a call starts and how often it syncs, counted by strace(1) in a run that is not measured. */
import { readFile } from 'node:fs/promises';
import { busName } from '../../src/contract/names.ts';
import { expectSuccess } from '../../test/lab/command.ts';
import { Laboratory } from '../../test/lab/laboratory.ts';
import { waitForName } from '../../test/lab/wait-for-name.ts';
import type { Counts } from '../results.ts';
import { daemonCommand } from '../services.ts';
import { Stopwatch } from '../stopwatch.ts';
import type { Tools } from '../tools.ts';

const strace = ['strace', '-f', '-qq', '-e', 'trace=execve,fsync,fdatasync,sync,syncfs', '-o'];

const calls = {
  CreateBridge: ['br0', 'eth0', '-'],
  ListBridges: [],
  Verify: ['br0', '-'],
  DeleteBridge: ['br0', '-'],
} as const;

export async function countCalls(tools: Tools): Promise<Readonly<Record<string, Counts>>> {
  const lab = await Laboratory.start();
  try {
    const trace = lab.path('/bench-trace');
    await lab.spawn('host', [...strace, trace, ...daemonCommand(lab, tools)]);
    expectSuccess(['gdbus', 'wait'], await lab.run('console', waitForName(busName)));
    const stopwatch = new Stopwatch(lab, tools);
    const counts: Record<string, Counts> = {};
    for (const [method, args] of Object.entries(calls)) {
      const before = await readFile(trace, 'utf8');
      await stopwatch.call(method, ...args);
      counts[method] = countsIn((await readFile(trace, 'utf8')).slice(before.length));
    }
    return counts;
  } finally {
    await lab.stop();
  }
}

/** Reads strace's lines, each `PID CALL`. A call that others interrupt has two, the second of which has the result. */
export function countsIn(trace: string): Counts {
  return {
    programs: trace.match(/^\d+ +(?:execve\(|<\.\.\. execve resumed>).* = 0$/gm)?.length ?? 0,
    syncs: trace.match(/^\d+ +(?:fsync|fdatasync|sync|syncfs)\(/gm)?.length ?? 0,
  };
}
