/** An agent that waits for calls, and for nothing else. */
import { readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';

/** Returns once the programs that the agent keeps open for questions have ended (src/host/ip-processes.ts). @param pid the agent's */
export async function withoutChildren(pid: number): Promise<void> {
  const children = `/proc/${pid}/task/${pid}/children`;
  await eventually('the agent has no child', () => readFileSync(children, 'utf8') === '');
}
