/** The journal of a change. */
import { eventually } from '../eventually.ts';
import type { AgentHost } from './agent-host.ts';

export interface TransactionDetails {
  readonly transaction: string;
  readonly state: string;
  readonly deadline?: number;
  readonly report: readonly string[];
}

export async function detailsOf(host: AgentHost, id: string): Promise<TransactionDetails> {
  return (await host.reply('GetTransaction', [id]))[0] as TransactionDetails;
}

/** Throws if there is no change. */
export async function newestState(host: AgentHost): Promise<string> {
  const [list] = (await host.reply('ListTransactions')) as [readonly { state: string }[]];
  const [newest] = list;
  if (newest === undefined) throw new Error('there is no transaction');
  return newest.state;
}

/** By the journal's files, without the agent. */
export function isInState(host: AgentHost, id: string, state: string): boolean {
  return host.lab.exists(`/var/lib/bridgehead/transactions/${id}/state.${state}`);
}

export async function whenInState(host: AgentHost, id: string, state: string): Promise<void> {
  await eventually(`transaction ${id} is ${state}`, () => isInState(host, id, state));
}

/** The uptime at which its probation ends, from the journal. */
export async function deadlineOf(host: AgentHost, id: string): Promise<number> {
  const text = await host.lab.readFile(`/var/lib/bridgehead/transactions/${id}/deadline`);
  return (JSON.parse(text) as { uptime: number }).uptime;
}

/** Whether a process waits to undo the change. */
export async function hasTimer(host: AgentHost, id: string): Promise<boolean> {
  return (await timersOf(host, id)).length > 0;
}

/** The seconds and the state of each process that waits to undo the change, as `600 applying`. */
export async function timersOf(host: AgentHost, id: string): Promise<readonly string[]> {
  const { stdout } = await host.lab.host(['pgrep', '-a', '-f', `^/bin/sh -c .* bridgehead-${id} `]);
  return [...stdout.matchAll(/ --if (\S+) bridgehead-\w+ (\d+) \S+$/gm)].map(
    ([, state, seconds]) => `${seconds} ${state}`,
  );
}
