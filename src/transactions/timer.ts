/** The second hand that can undo: a timer in another process. */
import { isDeepStrictEqual } from 'node:util';
import { endDetached, startDetached } from '../host/detached.ts';
import type { Host } from '../host/host.ts';
import { findOwnProcesses } from '../host/kernel/processes.ts';
import { AgentError } from '../contract/errors.ts';
import type { TransactionId } from '../model/names.ts';
import { reasonOf } from '../model/reason.ts';
import type { TransactionState } from '../model/transaction.ts';

/** Milliseconds that the service manager may take to stop a timer. */
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
 * (systemd-run(1)), else by a process in a session of its own. Throws AgentError if it cannot be set: then nothing may be
 * changed.
 */
export async function armTimer(host: Host, timer: Timer, seconds: number): Promise<void> {
  if (host.systemd) await armUnit(host, timer, seconds);
  else await armProcess(host, timer, seconds);
}

/**
 * The command that a timer runs in the transaction's folder. It needs neither the agent nor Node, and runs undo.sh only if it
 * is what was written. It holds no `$`, `;`, quote or line break: systemd 252 writes these to a transient unit's file in a form
 * that it misreads after a reload.
 */
export function firing({ state }: Pick<Timer, 'state'>): string {
  return `[ ! -e undo.sum ] || sha256sum -c undo.sum && exec /bin/sh ./undo.sh --if ${state}`;
}

async function armUnit(host: Host, timer: Timer, seconds: number): Promise<void> {
  const settings = ['--quiet', '--collect', `--unit=${unitOf(timer)}`, `--on-active=${seconds}s`];
  const place = `--property=WorkingDirectory=${host.files.real(timer.folder)}`;
  const precision = '--timer-property=AccuracySec=100ms';
  const command = ['/bin/sh', '-c', firing(timer)];
  const { exitCode, stderr } = await host.commands.run('systemd-run', [...settings, place, precision, ...command]);
  if (exitCode !== 0) throw unarmed(stderr);
}

async function armProcess(host: Host, timer: Timer, seconds: number): Promise<void> {
  try {
    await startDetached('/bin/sh', waiting(host, timer, seconds), host.path);
  } catch (error) {
    throw unarmed(error);
  }
}

/**
 * The arguments of a shell that waits. It is found by its $0, because a pid that is written down later would be lost with a
 * killed agent.
 */
export function waiting({ files }: Pick<Host, 'files'>, timer: Timer, seconds: number): readonly string[] {
  const script = `sleep "$1" && cd "$2" && ${firing(timer)}`;
  return ['-c', script, nameOf(timer), String(seconds), files.real(timer.folder)];
}

/**
 * Ends the timer if it has not fired; it does nothing to a transaction that has left the state. Throws if processes cannot be
 * listed.
 */
export async function disarmTimer(host: Host, timer: Timer): Promise<void> {
  if (host.systemd) {
    await host.commands.run('systemctl', ['stop', `${unitOf(timer)}.timer`], { timeout: patience });
    return;
  }
  for (const { pid, command } of await findOwnProcesses(new Set(['sh']))) {
    // Only the seconds are not known here.
    const words = ['/bin/sh', ...waiting(host, timer, Number(command[4]))];
    if (isDeepStrictEqual(command, words)) endDetached(pid);
  }
}

function nameOf({ transaction }: Timer): string {
  return `bridgehead-${transaction}`;
}

function unitOf(timer: Timer): string {
  return `bridgehead-undo-${timer.transaction}-${timer.state}`;
}

function unarmed(cause: unknown): AgentError {
  return new AgentError(
    'CommandFailed',
    `the timer that would undo the change cannot be set, so nothing was changed; ${reasonOf(cause)}`,
    { cause },
  );
}
