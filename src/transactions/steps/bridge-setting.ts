/** One setting of a bridge: by netlink, because the agent's sandbox makes /sys read-only. */
import { AgentError } from '../../contract/errors.ts';
import type { BridgeSettingStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

export const bridgeSettingKind: StepKind<BridgeSettingStep> = {
  ofKernel: true,
  preview: (step) => `ip ${wordsOf(step).join(' ')}\n`,
  apply: async (step, host, lock) => {
    const { exitCode, stderr } = await host.commands.run('ip', wordsOf(step), { inherit: lock });
    if (exitCode === 0) return undefined;
    throw new AgentError(
      'CommandFailed',
      `the command 'ip ${wordsOf(step).join(' ')}' failed and the change was undone; see the log of the agent`,
      { cause: stderr },
    );
  },
  touches: ({ bridge, setting }) => [`setting ${bridge} ${setting}`],
  undo: ({ bridge, setting, before, after }, index) => ['undo_bridge_setting', index, bridge, setting, before, after],
};

function wordsOf({ bridge, setting, after }: BridgeSettingStep): readonly string[] {
  return ['link', 'set', 'dev', bridge, 'type', 'bridge', setting, after];
}
