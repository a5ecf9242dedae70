/** nft(8) with a command as JSON: as an argument, because it opens its standard input by name, and a socket has none. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import type { Host } from '../../host/host.ts';

/** @param where what it is about, for people. @param inherit our lock's descriptor. Throws AgentError(CommandFailed). */
export async function runNft(host: Host, input: string, where: string, inherit: number): Promise<void> {
  const { exitCode, stderr } = await host.commands.run('nft', ['--json', input], { inherit });
  if (exitCode === 0) return;
  throw new AgentError(
    'CommandFailed',
    `nft could not change ${quoted(where)} and the change was undone; see the log of the agent`,
    { cause: stderr },
  );
}
