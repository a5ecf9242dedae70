/** Profiles that NetworkManager reads anew while it runs, and one that it activates in its own way. */
import { AgentError } from '../../contract/errors.ts';
import type { NetworkManagerProfileStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

/** Milliseconds, somewhat more than nmcli waits. */
const patience = 100_000;

export const networkManagerProfileKind: StepKind<NetworkManagerProfileStep> = {
  ofKernel: true,
  preview: (step) =>
    commandsOf(step)
      .map((words) => `${step.when === 'undo' ? '# only on rollback: ' : ''}nmcli ${words.join(' ')}\n`)
      .join(''),
  apply: async (step, { commands }, lock) => {
    if (step.when === 'undo') return undefined;
    for (const words of commandsOf(step)) {
      const { exitCode, stderr } = await commands.run('nmcli', words, { timeout: patience, inherit: lock });
      if (exitCode === 0) continue;
      throw new AgentError(
        'CommandFailed',
        `the command 'nmcli ${words.join(' ')}' failed and the change was undone; see 'journalctl -u NetworkManager'`,
        { cause: stderr },
      );
    }
    return undefined;
  },
  touches: () => [],
  undo: ({ when, undoIfBegun, uuid }, index) =>
    when === 'undo' ? ['undo_network_manager_profile', undoIfBegun ?? index, uuid ?? ''] : undefined,
};

/** A running NetworkManager does not watch its files (nmcli(1): connection reload). */
function commandsOf({ uuid }: NetworkManagerProfileStep): readonly (readonly string[])[] {
  const activation = uuid === undefined ? [] : [['--wait', '90', 'connection', 'up', 'uuid', uuid]];
  return [['connection', 'reload'], ...activation];
}
