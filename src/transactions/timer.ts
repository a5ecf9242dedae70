/** The second hand on the way back: whoever holds it, it is not this process. */
import { isDeepStrictEqual } from 'node:util';
import { endDetached, startDetached } from '../host/detached.ts';
import type { Host } from '../host/host.ts';
import { findOwnProcesses } from '../host/processes.ts';
import { AgentError } from '../contract/errors.ts';
import type { TransactionId } from '../model/names.ts';
import { reasonOf } from './reason.ts';
import type { TransactionState } from '../model/transaction.ts';

/** Milliseconds that a service manager may take to forget a timer. */
const patience = 3000;

export interface Timer {
  readonly transaction: TransactionId;
  /** The timer undoes only a transaction that is still in this state. */
  readonly state: TransactionState;
  /** The transaction's folder, as the host sees it. */
  readonly folder: string;
}

/**
 * Has the transaction undone after `seconds` if it is still in that state: by PID 1 where that is systemd
 * (systemd-run(1)), else by a process in a session of its own. Throws AgentError if nobody takes it: then nothing may be
 * changed.
 */
export async function armTimer(host: Host, timer: Timer, seconds: number): Promise<void> {
  const script = host.files.real(`${timer.folder}/undo.sh`);
  if (host.systemd) await armUnit(host, timer, script, seconds);
  else await armProcess(host, timer, script, seconds);
}

async function armUnit(host: Host, timer: Timer, script: string, seconds: number): Promise<void> {
  const settings = ['--quiet', '--collect', `--unit=${unitOf(timer)}`, `--on-active=${seconds}s`];
  const precision = '--timer-property=AccuracySec=100ms';
  const command = ['/bin/sh', script, '--if', timer.state];
  const { exitCode, stderr } = await host.commands.run('systemd-run', [...settings, precision, ...command]);
  if (exitCode !== 0) throw unarmed(stderr);
}

/** Its first argument is what it is found by: a number written down afterwards would be lost with an agent that is killed. */
async function armProcess(host: Host, timer: Timer, script: string, seconds: number): Promise<void> {
  try {
    await startDetached('/bin/sh', wordsOf(timer, script, String(seconds)), host.path);
  } catch (error) {
    throw unarmed(error);
  }
}

/**
 * Takes the timer back where it has not fired; a transaction that has left the state is safe from it in any case. Throws
 * where it can't be found out.
 */
export async function disarmTimer(host: Host, timer: Timer): Promise<void> {
  if (host.systemd) {
    await host.commands.run('systemctl', ['stop', `${unitOf(timer)}.timer`], { timeout: patience });
    return;
  }
  const script = host.files.real(`${timer.folder}/undo.sh`);
  for (const { pid, command } of await findOwnProcesses(new Set(['sh']))) {
    const words = ['/bin/sh', ...wordsOf(timer, script, command[4] ?? '')];
    if (isDeepStrictEqual(command, words)) endDetached(pid);
  }
}

/** What the shell of a timer is given, which waits `seconds`. */
function wordsOf({ transaction, state }: Timer, script: string, seconds: string): readonly string[] {
  return ['-c', 'sleep "$1" && exec /bin/sh "$2" --if "$3"', `bridgehead-${transaction}`, seconds, script, state];
}

function unitOf(timer: Timer): string {
  return `bridgehead-undo-${timer.transaction}-${timer.state}`;
}

function unarmed(cause: unknown): AgentError {
  return new AgentError(
    'CommandFailed',
    `the timer that would take the change back cannot be set, so nothing was changed; ${reasonOf(cause)}`,
    { cause },
  );
}
