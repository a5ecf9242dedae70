/** A program that keeps running at a place of the laboratory: the agent, the bus, polkit, a ping. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Holder } from './holder.ts';
import { enter, plainEnvironment, type Place } from './place.ts';
import { eventually } from './eventually.ts';

/** Its output goes to a file, so that neither a full pipe nor a busy test runner can block it. */
export class ServiceProcess {
  /** The program's pid, as seen from this machine. */
  readonly pid: number;
  /** Its exit status, or 128 plus the signal's number. */
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  readonly #logFile: string;

  private constructor(child: ChildProcess, pid: number, ended: Promise<number>, logFile: string) {
    this.#child = child;
    this.pid = pid;
    this.ended = ended;
    this.#logFile = logFile;
  }

  /** Starts it; returns as soon as it has a pid. */
  static async start(
    holder: Holder,
    place: Place,
    command: readonly string[],
    logFile: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const [file = '', ...words] = [...enter(holder, place), ...command];
    const log = openSync(logFile, 'a');
    const child = spawn(file, words, { stdio: ['ignore', log, log], env: { ...plainEnvironment, ...env } });
    closeSync(log);
    const ended = once(child, 'exit').then(([code, signal]: unknown[]) => exitStatus(code, signal));
    const pid = await eventually(`'${command[0] ?? ''}' has a pid`, () => childOf(child));
    return new ServiceProcess(child, pid, ended, logFile);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  /** nsenter stops itself when its child is stopped, so it must be continued, too. */
  kill(signal: NodeJS.Signals): void {
    if (!this.running) return;
    process.kill(this.pid, signal);
    if (signal === 'SIGCONT') this.#child.kill('SIGCONT');
  }

  /** Ends it with the signal, and after a minute with SIGKILL. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    this.kill(signal);
    const patience = setTimeout(() => this.kill('SIGKILL'), 60_000);
    const status = await this.ended;
    clearTimeout(patience);
    return status;
  }
}

function exitStatus(code: unknown, signal: unknown): number {
  return typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals];
}

/** nsenter's only child is the program; undefined until it has been forked. */
function childOf(child: ChildProcess): number | undefined {
  if (child.pid === undefined || child.exitCode !== null) throw new Error('it ended at once');
  const list = readFileSync(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, 'utf8');
  return list === '' ? undefined : Number.parseInt(list, 10);
}
