/** libvirt is asked through its own client, virsh(1): with a limit, and with few starts of it. */
import { randomUUID } from 'node:crypto';
import type { CommandResult } from '../../host/commands.ts';
import type { Host } from '../../host/host.ts';
import { AgentError } from '../../contract/errors.ts';

/** Milliseconds. A daemon that takes a connection and says nothing would be waited for without end. */
export const patience = 5000;

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

/**
 * What each of the commands printed; nothing where it failed. One start of virsh for all of them.
 * @param commands words without blanks and quotes in them. Throws as runVirsh.
 */
export async function askVirsh(host: Host, commands: readonly string[]): Promise<readonly string[]> {
  const marker = `:${randomUUID()}:`;
  const line = commands.map((command) => `echo ${marker}; ${command}`).join('; ');
  const { stdout } = await runVirsh(host, [line]);
  // Older versions print no line break after what echo says.
  const answers = stdout.split(marker).slice(1);
  return commands.map((_, index) => (answers[index] ?? '').replace(/^\n/, ''));
}

/** Whether this is no more than a libvirt that cannot be asked. */
export function isNoAnswer(error: unknown): boolean {
  return error instanceof AgentError && error.code === 'CommandFailed';
}
