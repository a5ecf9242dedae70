/** Asks libvirt through its client virsh(1), with a time limit, and with many questions to one process. */
import { randomUUID } from 'node:crypto';
import type { CommandResult } from '../../host/commands.ts';
import type { Host } from '../../host/host.ts';
import type { Ending } from '../../host/run-program.ts';
import { AgentError } from '../../contract/errors.ts';

/** Milliseconds. virsh itself waits forever for a daemon that accepts the connection but does not answer. */
export const patience = 10_000;

/**
 * Runs virsh; its exit code is the caller's to check. Throws AgentError: Unsupported without virsh, CommandFailed if it does
 * not end in time.
 */
export function runVirsh(
  host: Host,
  args: readonly string[],
  options: { readonly timeout?: number; readonly inherit?: number } = {},
): Promise<CommandResult> {
  return host.commands.run('virsh', ['-q', '-c', host.libvirtUri, ...args], { timeout: patience, ...options });
}

export interface VirshAnswers {
  /** The output of each command; empty if it failed. */
  readonly answers: readonly string[];
  /** The error of the last command; undefined if it succeeded. */
  readonly failure: string | undefined;
}

/**
 * Runs all commands in one virsh process. @param commands their words must not contain blanks or quotes. Throws as runVirsh.
 */
export async function askVirshWhy(host: Host, commands: readonly string[]): Promise<VirshAnswers> {
  const marker = `:${randomUUID()}:`;
  const line = commands.map((command) => `echo ${marker}; ${command}`).join('; ');
  const { exitCode, stdout, stderr } = await runVirsh(host, [line]);
  // Older versions of virsh print no line break after an echo.
  const found = stdout.split(marker).slice(1);
  const answers = commands.map((_, index) => (found[index] ?? '').replace(/^\n/, ''));
  // virsh(1): the exit status is that of the last command, whose error is printed last.
  return { answers, failure: exitCode === 0 ? undefined : (stderr.trimEnd().split('\n').at(-1) ?? '') };
}

/** The answers alone. */
export async function askVirsh(host: Host, commands: readonly string[]): Promise<readonly string[]> {
  return (await askVirshWhy(host, commands)).answers;
}

/**
 * Asks the same questions about each item. If virsh prints more than the limit on a program's output, the items are halved
 * and asked about separately. Throws as runVirsh.
 */
export async function askVirshAbout(
  host: Host,
  items: readonly string[],
  questions: (item: string) => readonly string[],
): Promise<readonly (readonly string[])[]> {
  if (items.length === 0) return [];
  try {
    const answers = await askVirsh(host, items.flatMap(questions));
    const each = answers.length / items.length;
    return items.map((_, index) => answers.slice(each * index, each * (index + 1)));
  } catch (error) {
    if (items.length === 1 || endingOf(error)?.tooMuch !== true) throw error;
    const half = Math.ceil(items.length / 2);
    return [
      ...(await askVirshAbout(host, items.slice(0, half), questions)),
      ...(await askVirshAbout(host, items.slice(half), questions)),
    ];
  }
}

/** Whether the error means that virsh got no answer in time and was killed. */
export function isNoAnswer(error: unknown): boolean {
  const ending = endingOf(error);
  return ending?.signal !== undefined && !ending.tooMuch;
}

/** How a program was ended from outside; undefined for other errors. */
function endingOf(error: unknown): Partial<Ending> | undefined {
  return error instanceof AgentError && error.code === 'CommandFailed' && typeof error.cause === 'object'
    ? (error.cause as Partial<Ending>)
    : undefined;
}
