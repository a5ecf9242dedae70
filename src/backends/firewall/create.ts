/** What lets bridged frames through this host's filters. */
import type { HostState } from '../../model/host-state.ts';
import type { Step } from '../../model/plan.ts';
import type { Activation, BridgedTrafficPolicy, CreateBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../aspect.ts';
import { planAccept } from './accept.ts';
import { planBypass, planUndoBypass } from './bypass.ts';
import { planDeleteAccept } from './delete.ts';
import { effectivePolicy } from './policy.ts';

/** Throws AgentError: Unsupported, Conflict (see effectivePolicy, readableFile). */
export function planCreateFirewall(request: CreateBridgeRequest, { state, history }: AspectContext): StepGroup {
  return { before: planBridgedTraffic({ ...request, policy: request.bridgedTraffic }, state, history), after: [] };
}

export interface TrafficRequest {
  readonly bridge: string;
  readonly policy: BridgedTrafficPolicy;
  readonly activate: Activation;
}

/** The steps, also for a bridge that is there. @param history newest first. Throws AgentError: see planCreateFirewall. */
export function planBridgedTraffic(
  { bridge, policy, activate }: TrafficRequest,
  state: HostState,
  history: readonly Transaction[],
): readonly Step[] {
  const live = state.live && activate !== 'boot';
  const { policy: effective, why } = effectivePolicy(policy, activate, state);
  switch (effective) {
    case 'unchanged':
      return nothing.before;
    case 'bypass':
      return [...planDeleteAccept(live, state, history), ...planBypass(why, live, bridge, state)];
    case 'accept':
      return [...planUndoBypass(live, state, history), ...planAccept(why, state)];
  }
}
