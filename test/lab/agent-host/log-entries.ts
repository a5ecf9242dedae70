/** The log of changes, as callers see it and as its file. */
import { createHash } from 'node:crypto';
import type { AgentHost } from './agent-host.ts';

export const logFile = '/var/lib/bridgehead/log';

export interface Entry {
  readonly transaction: string;
  readonly operation: string;
  readonly state: string;
  readonly uid: number;
  readonly authorised?: string;
  readonly settled?: number;
  readonly 'settled-by'?: number;
  readonly 'settled-authorised'?: string;
  readonly pruned: boolean;
  readonly intact: boolean;
  readonly problem?: string;
}

export interface LogEvent {
  readonly line: number;
  readonly event: string;
  readonly uid?: number;
  readonly authorised?: string;
  readonly late: boolean;
}

/** Newest first, as an unprivileged user sees them. */
export async function entriesOf(host: AgentHost): Promise<readonly Entry[]> {
  return (await host.reply('ListTransactions', [], 'plainuser'))[0] as Entry[];
}

/** One sentence for each entry that is not intact. */
export async function problemsOf(host: AgentHost): Promise<readonly string[]> {
  return (await entriesOf(host)).flatMap(({ intact, problem = '' }) => (intact ? [] : [problem]));
}

export async function eventsOf(host: AgentHost, id: string): Promise<readonly LogEvent[]> {
  return ((await host.reply('GetTransaction', [id]))[0] as { events: LogEvent[] }).events;
}

export async function linesOf(host: AgentHost): Promise<string[]> {
  return (await host.lab.readFile(logFile)).split('\n').filter((line) => line !== '');
}

export async function writeLines(host: AgentHost, lines: readonly string[], end = '\n'): Promise<void> {
  await host.lab.writeFile(logFile, lines.join('\n') + end, 0o600);
}

/** Whether each line has the right hash, and that of the line before. */
export function isChained(lines: readonly string[]): boolean {
  let previous = '0'.repeat(64);
  return lines.every((line, index) => {
    const words = line.split(' ');
    const hash = createHash('sha256').update(words.slice(0, -1).join(' ')).digest('hex');
    const right = words[0] === String(index + 1) && words[1] === previous && words.at(-1) === hash;
    previous = hash;
    return right;
  });
}
