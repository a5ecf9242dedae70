/** An agent that waits for calls, and for nothing else. */
import { readFileSync } from 'node:fs';
import { eventually } from './eventually.ts';

/**
 * Returns once the programs that the agent keeps open for questions have ended (src/host/ip-processes.ts). The timer of a change
 * on probation stays. @param pid the agent's
 */
export async function withoutChildren(pid: number): Promise<void> {
  const children = (): readonly string[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  await eventually('the agent has no child', () => children().every((child) => child === '' || hasOwnSession(child)));
}

/** Whether it leads a session, as what outlives the agent does; false if it has ended (proc_pid_stat(5)). */
function hasOwnSession(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return session === pid;
  } catch {
    return false;
  }
}
