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
  /** Milliseconds, 120000 if left out; then it is killed, and its standard error says so. */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 and the signal's number where a signal ended it; 127 where it could not be started. */
  readonly exitCode: number;
}

/** Milliseconds for a command that does not hang, on a machine with much else to do. */
export const commandPatience = 120_000;

/** Runs it; does not throw when it fails. */
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

/** The line that tells a test's reader that nothing but the clock has ended it. */
export function killedAfter(command: readonly string[], timeoutMs: number): string {
  return `\n'${command.join(' ')}' was killed after ${timeoutMs / 1000} s\n`;
}

/** Throws unless it ended with 0; the error holds what it printed. */
export function expectSuccess(command: readonly string[], result: CommandResult): CommandResult {
  if (result.exitCode === 0) return result;
  const { exitCode, stdout, stderr } = result;
  throw new Error(`'${command.join(' ')}' ended with ${exitCode}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`);
}

/** A command that is killed takes what nsenter started with it (setpriv(1): --pdeathsig). */
function becoming(user: string | undefined): string[] {
  const identity = user === undefined ? [] : [`--reuid=${user}`, `--regid=${user}`, '--init-groups'];
  return ['setpriv', ...identity, '--pdeathsig', 'KILL', '--'];
}
