/** One change by ip(8). */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';

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
