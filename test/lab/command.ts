/** Runs one command at a place of the laboratory and waits for it. */
import { execa } from 'execa';
import type { Holder } from './holder.ts';
import { enter, plainEnvironment, type Place } from './place.ts';

export interface CommandOptions {
  /** The user it runs as, root if left out. */
  readonly user?: string;
  /** Added to the laboratory's plain environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds until it is killed, which its standard error then says; 120000 by default. */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 plus the signal's number if a signal ended it; 127 if it could not be started. */
  readonly exitCode: number;
}

/** Milliseconds: generous for any command on a busy machine. */
export const commandPatience = 120_000;

/** Does not throw if it fails. */
export async function runAt(
  holder: Holder,
  place: Place,
  command: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [file = '', ...words] = [...enter(holder, place), ...becoming(options.user), ...command];
  const timeout = options.timeoutMs ?? commandPatience;
  const { stdout, stderr, exitCode, timedOut } = await execa(file, words, {
    reject: false,
    stripFinalNewline: false,
    extendEnv: false,
    env: { ...plainEnvironment, ...options.env },
    input: options.input ?? '',
    timeout,
    forceKillAfterDelay: 500,
  });
  const ended = timedOut ? killedAfter(command, timeout) : '';
  return { stdout, stderr: stderr + ended, exitCode: exitCode ?? 137 };
}

/** Marks a command that was killed at its deadline. */
export function killedAfter(command: readonly string[], timeoutMs: number): string {
  return `\n'${command.join(' ')}' was killed after ${timeoutMs / 1000} s\n`;
}

/** Throws with its output unless it exited with 0. */
export function expectSuccess(command: readonly string[], result: CommandResult): CommandResult {
  if (result.exitCode === 0) return result;
  const { exitCode, stdout, stderr } = result;
  throw new Error(`'${command.join(' ')}' ended with ${exitCode}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`);
}

/** So that killing nsenter kills the command, too (setpriv(1): --pdeathsig). */
function becoming(user: string | undefined): string[] {
  const identity = user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--init-groups'];
  return ['setpriv', ...identity, '--pdeathsig', 'KILL', '--'];
}
