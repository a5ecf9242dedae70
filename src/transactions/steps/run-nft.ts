/** nft(8) with JSON: what it lists, and commands. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { Host } from '../../host/host.ts';

/**
 * The command is an argument, because nft opens its standard input by name, and a socket has none.
 * @param where what it is about, for people. @param inherit our lock's descriptor. Throws AgentError(CommandFailed).
 */
export async function runNft(host: Host, input: string, where: string, inherit: number): Promise<void> {
  const { exitCode, stderr } = await host.commands.run('nft', ['--json', input], { inherit });
  if (exitCode !== 0) throw unchanged(where, stderr);
}

/** @param cause what nft said, for the log. */
export function unchanged(where: string, cause?: string): AgentError {
  const sentence = `nft could not change ${quoted(where)} and the change was undone; see the log of the agent`;
  return new AgentError('CommandFailed', sentence, { cause });
}

/** @param what of `nft list`. @returns undefined where it lists nothing that is JSON. */
export async function listNft(host: Host, what: readonly string[]): Promise<unknown> {
  const { stdout } = await host.commands.run('nft', ['--json', 'list', ...what]);
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}
