/** One setting of a bridge: by netlink, because the agent's sandbox makes /sys read-only. */
import type { BridgeSettingStep } from '../../model/plan.ts';
import { runIp } from './run-ip.ts';
import type { StepKind } from './step-kind.ts';

export const bridgeSettingKind: StepKind<BridgeSettingStep> = {
  ofKernel: true,
  preview: (step) => `ip ${wordsOf(step).join(' ')}\n`,
  apply: (step, host, lock) => runIp(wordsOf(step), host, lock),
  touches: ({ bridge, setting }) => [`setting ${bridge} ${setting}`],
  undo: ({ bridge, setting, before, after }, index) => ['undo_bridge_setting', index, bridge, setting, before, after],
};

function wordsOf({ bridge, setting, after }: BridgeSettingStep): readonly string[] {
  return ['link', 'set', 'dev', bridge, 'type', 'bridge', setting, after];
}
