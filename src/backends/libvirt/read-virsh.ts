/** libvirt is asked through its own client, virsh(1): with a limit, and with few starts of it. */
import { randomUUID } from 'node:crypto';
import type { CommandResult } from '../../host/commands.ts';
import type { Host } from '../../host/host.ts';
import type { Ending } from '../../host/run-program.ts';
import { AgentError } from '../../contract/errors.ts';

/** Milliseconds. A daemon that takes a connection and says nothing would be waited for without end. */
export const patience = 10_000;

/**
 * Runs virsh with these words, whatever comes of it. Throws AgentError: Unsupported without virsh, CommandFailed where
 * there is no answer in time.
 */
export function runVirsh(
  host: Host,
  args: readonly string[],
  options: { readonly timeout?: number; readonly inherit?: number } = {},
): Promise<CommandResult> {
  return host.commands.run('virsh', ['-q', '-c', host.libvirtUri, ...args], { timeout: patience, ...options });
}

export interface VirshAnswers {
  /** What each of the commands printed; nothing where it failed. */
  readonly answers: readonly string[];
  /** Why the last of the commands failed; undefined where it did not. */
  readonly failure: string | undefined;
}

/**
 * One start of virsh for all of the commands. @param commands words without blanks and quotes in them. Throws as runVirsh.
 */
export async function askVirshWhy(host: Host, commands: readonly string[]): Promise<VirshAnswers> {
  const marker = `:${randomUUID()}:`;
  const line = commands.map((command) => `echo ${marker}; ${command}`).join('; ');
  const { exitCode, stdout, stderr } = await runVirsh(host, [line]);
  // Older versions print no line break after what echo says.
  const found = stdout.split(marker).slice(1);
  const answers = commands.map((_, index) => (found[index] ?? '').replace(/^\n/, ''));
  // virsh(1): the exit status is the last command's, and its error comes last.
  return { answers, failure: exitCode === 0 ? undefined : (stderr.trimEnd().split('\n').at(-1) ?? '') };
}

/** The answers alone. */
export async function askVirsh(host: Host, commands: readonly string[]): Promise<readonly string[]> {
  return (await askVirshWhy(host, commands)).answers;
}

/**
 * The answers to the questions about each of the items. Where virsh says more than a program may, it is asked about fewer of
 * them at a time. Throws as runVirsh.
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

/** Whether this is no more than a libvirt that does not answer in time: then virsh was ended. */
export function isNoAnswer(error: unknown): boolean {
  const ending = endingOf(error);
  return ending?.signal !== undefined && !ending.tooMuch;
}

/** How a program ended that did not come to its end by itself; undefined for other errors. */
function endingOf(error: unknown): Partial<Ending> | undefined {
  return error instanceof AgentError && error.code === 'CommandFailed' && typeof error.cause === 'object'
    ? (error.cause as Partial<Ending>)
    : undefined;
}
