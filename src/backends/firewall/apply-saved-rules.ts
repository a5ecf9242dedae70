/** The rules of iptables are saved for the next boot. */
import { AgentError } from '../../contract/errors.ts';
import type { Host } from '../../host/host.ts';
import type { Saving } from '../../model/filters.ts';
import { savingCommands } from './saved-rules.ts';

/** Runs the commands that save the rules. `inherit` is our lock's descriptor. Throws AgentError(CommandFailed). */
export async function saveRules(host: Host, saving: Saving, inherit: number): Promise<void> {
  for (const [program, args] of savingCommands(saving)) {
    const { exitCode, stderr } = await host.commands.run(program, args, { timeout: 60_000, inherit });
    if (exitCode === 0) continue;
    throw new AgentError(
      'CommandFailed',
      `the command '${[program, ...args].join(' ')}' failed with exit code ${exitCode}; see the log of the agent`,
      { cause: stderr },
    );
  }
}
