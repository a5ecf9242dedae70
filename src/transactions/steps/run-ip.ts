/** One change by ip(8). */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';

/** `ip -batch`, which stops at the first line that fails. @param lock as for runIp. Throws AgentError(CommandFailed). */
export async function runBatch(batch: readonly string[], { commands }: Host, lock: number): Promise<undefined> {
  const input = batchText(batch);
  const { exitCode, stderr } = await commands.run('ip', ['-batch', '-'], { input, inherit: lock, urgent: true });
  if (exitCode === 0) return;
  // "Command failed -:7" names the line; the rest of what ip says belongs in the log.
  const line = batch[Number(/Command failed -:(\d+)/.exec(stderr)?.[1]) - 1];
  throw new AgentError(
    'CommandFailed',
    `the command 'ip ${line ?? '-batch'}' failed and the change was undone; see the log of the agent`,
    { cause: stderr },
  );
}

export function batchText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** `ip WORDS`. @param lock the descriptor of our lock, which it inherits. Throws AgentError(CommandFailed). */
export async function runIp(words: readonly string[], { commands }: Host, lock: number): Promise<undefined> {
  const { exitCode, stderr } = await commands.run('ip', words, { inherit: lock, urgent: true });
  if (exitCode === 0) return;
  throw new AgentError(
    'CommandFailed',
    `the command 'ip ${words.join(' ')}' failed and the change was undone; see the log of the agent`,
    { cause: stderr },
  );
}
