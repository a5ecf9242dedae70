/** What lets bridged frames through this host's filters. Pure. */
import type { HostState } from '../../model/host-state.ts';
import type { Step } from '../../model/plan.ts';
import type { Activation, BridgedTrafficPolicy, DeleteBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { nothing, type Around } from '../../model/step-group.ts';
import { otherBridges } from '../network/network-scripts/other-bridges.ts';
import { planAccept, planUndoAccept } from './accept.ts';
import { planBypass, planUndoBypass } from './bypass.ts';
import { effectivePolicy } from './policy.ts';
import { planUndoSaving } from './undo-saving.ts';

export interface TrafficRequest {
  readonly bridge: string;
  readonly policy: BridgedTrafficPolicy;
  readonly activate: Activation;
}

/** Throws AgentError: Unsupported, Conflict (see effectivePolicy, readableFile). */
export function planBridgedTraffic(
  { bridge, policy, activate }: TrafficRequest,
  state: HostState,
  history: readonly Transaction[],
): Around {
  const live = state.live && activate !== 'boot';
  const { policy: effective, why } = effectivePolicy(policy, activate, state);
  switch (effective) {
    case 'unchanged':
      return nothing;
    case 'bypass':
      return before([...undoAccept(live, state, history), ...planBypass(why, live, bridge, state)]);
    case 'accept':
      return before([...planUndoBypass(live, state, history), ...planAccept(why, state)]);
  }
}

/** What bridges share goes back with the last of them. */
export function returnBridgedTraffic(
  { bridge, activate }: DeleteBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Around {
  if (otherBridges(bridge, state, history).length > 0) return nothing;
  const live = state.live && activate !== 'boot';
  return before([...undoAccept(live, state, history), ...planUndoBypass(live, state, history)]);
}

/** The saved rules go back byte for byte where they are as we saved them; else what is there now is saved again. */
function undoAccept(live: boolean, state: HostState, history: readonly Transaction[]): readonly Step[] {
  const files = planUndoSaving(state, history);
  const steps = planUndoAccept(live, state, history);
  return files === undefined ? steps : [...steps.filter(({ kind }) => kind !== 'firewall-save'), ...files];
}

function before(steps: readonly Step[]): Around {
  return { before: steps, after: [] };
}
