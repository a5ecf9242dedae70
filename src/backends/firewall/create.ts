/** What lets bridged frames through this host's filters. */
import type { TrafficState } from '../../model/traffic-state.ts';
import type { Step } from '../../model/plan.ts';
import type { Activation, BridgedTrafficPolicy, CreateBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { planAccept } from './accept.ts';
import { planBypass, planUndoBypass } from './bypass.ts';
import { planDeleteAccept } from './delete.ts';
import { effectivePolicy } from './policy.ts';
import { alteringRules } from './verify-nat.ts';

/** Throws AgentError: Unsupported, Conflict (see effectivePolicy, readableFile). */
export function planCreateFirewall(request: CreateBridgeRequest, { state, history }: AspectContext): StepGroup {
  const { bridge, bridgedTraffic: policy, interface: uplink, activate } = request;
  const traffic = { bridge, policy, activate, uplink };
  return {
    before: planBridgedTraffic(traffic, state, history),
    after: [],
    warnings: trafficWarnings(traffic, state),
  };
}

/**
 * A sentence for each rule that changes guests' addresses whatever we do, because bridged frames have to go through iptables
 * here. Throws AgentError: see effectivePolicy.
 */
export function trafficWarnings(
  { bridge, policy, activate, uplink }: TrafficRequest,
  state: TrafficState,
): readonly string[] {
  if (effectivePolicy(policy, activate, state).policy !== 'accept') return [];
  return alteringRules(bridge, uplink, [4, 6], state)
    .filter(({ table, verdict }) => table.program === undefined || verdict.hook === 'prerouting')
    .map(({ verdict: { kind, by } }) => {
      const verb = kind === 'altered' ? 'changes' : 'may change';
      return `a rule ${verb} the addresses of guests' packets that pass '${bridge}', and no rule of ours can keep it from that: ${by}`;
    });
}

export interface TrafficRequest {
  readonly bridge: string;
  readonly policy: BridgedTrafficPolicy;
  readonly activate: Activation;
  /** The interface that becomes the bridge's port now. */
  readonly uplink?: string;
}

/** The steps, also for a bridge that is there. @param history newest first. Throws AgentError: see planCreateFirewall. */
export function planBridgedTraffic(
  { bridge, policy, activate, uplink }: TrafficRequest,
  state: TrafficState,
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
      return [...planUndoBypass(live, state, history), ...planAccept(why, { bridge, uplink }, state)];
  }
}
