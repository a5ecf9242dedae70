/** The agent as it runs once it is installed, and the memory that it takes. */
import { readFile } from 'node:fs/promises';
import type { AgentOptions } from '../../lab/laboratory.ts';

/** As scripts/install-system.mjs starts it, with its unit's environment. */
export const installed: AgentOptions = {
  node: ['--jitless', '--no-expose-wasm', '--disable-proto=delete', '--optimize-for-size'],
  env: { MALLOC_ARENA_MAX: '1' },
};

/** The most that the process has ever had in memory, in MiB (proc(5): VmHWM). */
export async function mostMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
