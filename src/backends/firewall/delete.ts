/** The host's filters as they were before bridges came: what bridges share goes back with the last of them. */
import type { TrafficState } from '../../model/traffic-state.ts';
import type { Step } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { planUndoAccept, planUndoExceptions } from './accept.ts';
import { planUndoBypass } from './bypass.ts';
import { planUndoSaving } from './undo-saving.ts';

/** Throws AgentError(Conflict), see readableFile. */
export function planDeleteFirewall(
  { bridge, activate }: DeleteBridgeRequest,
  { state, history, others }: AspectContext,
): StepGroup {
  const live = state.live && activate !== 'boot';
  if (others.length > 0) return { ...nothing, before: planUndoExceptions(bridge, live, state, history) };
  return {
    before: [...planDeleteAccept(live, state, history), ...planUndoBypass(live, state, history, bridge)],
    after: [],
  };
}

/** The saved rules go back byte for byte where they are as we saved them; else what is there now is saved again. */
export function planDeleteAccept(live: boolean, state: TrafficState, history: readonly Transaction[]): readonly Step[] {
  const files = planUndoSaving(state, history);
  const steps = planUndoAccept(live, state, history);
  return files === undefined ? steps : [...steps.filter(({ kind }) => kind !== 'firewall-save'), ...files];
}
