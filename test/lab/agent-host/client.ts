/** Runs the client in a laboratory, with and without a terminal. */
import { fileURLToPath } from 'node:url';
import type { CommandOptions, CommandResult } from '../command.ts';
import { expectSuccess } from '../command.ts';
import type { Laboratory } from '../laboratory.ts';

const terminal = fileURLToPath(new URL('terminal.py', import.meta.url));

/** @param line the arguments, separated by spaces. */
export function bridgehead(lab: Laboratory, line: string, options?: CommandOptions): Promise<CommandResult> {
  return lab.host(['bridgehead', ...line.split(' ').filter(Boolean)], options);
}

/** The JSON that --json prints, whatever the exit status. */
export async function answerOf(lab: Laboratory, line: string, options?: CommandOptions): Promise<Answer> {
  const { stdout, stderr, exitCode } = await bridgehead(lab, `${line} --json`, options);
  return { value: JSON.parse(stdout) as unknown, stderr, exitCode };
}

export interface Answer {
  readonly value: unknown;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What to do when a text appears: type something, cut the line, or run a command elsewhere. */
export type Step = readonly [
  text: string,
  action: string | { readonly password: string } | { readonly 'hang up': true } | { readonly run: readonly string[] },
];

export interface Session {
  /** All that the terminal showed, escape characters as ␛. */
  readonly shown: string;
  /** The exit status, or minus the number of the signal that ended it. */
  readonly status: number;
}

/** The client on a terminal of 80 columns. */
export async function onTerminal(
  lab: Laboratory,
  line: string,
  steps: readonly Step[],
  options: CommandOptions = {},
): Promise<Session> {
  const command = ['/usr/bin/python3', terminal, JSON.stringify(steps), 'bridgehead', ...line.split(' ')];
  const env = { TERM: 'xterm', ...options.env };
  const result = await lab.host(command, { timeoutMs: 260_000, ...options, env });
  const { shown, status } = JSON.parse(expectSuccess(command, result).stdout) as Session;
  return { shown: shown.replaceAll('\x1b', '␛'), status };
}
