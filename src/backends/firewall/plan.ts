/** What lets bridged frames through this host's filters. Pure. */
import type { HostState } from '../../model/host-state.ts';
import type { Step } from '../../model/plan.ts';
import type { Activation, BridgedTrafficPolicy, DeleteBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { nothing, type Around } from '../../model/step-group.ts';
import { otherBridges } from '../network/network-scripts/other-bridges.ts';
import { planAccept, returnAccept } from './accept.ts';
import { planBypass, returnBypass } from './bypass.ts';
import { wayFor } from './policy.ts';
import { returnSaved } from './return-saved.ts';

export interface TrafficRequest {
  readonly bridge: string;
  readonly policy: BridgedTrafficPolicy;
  readonly activate: Activation;
}

/** Throws AgentError: Unsupported, Conflict (see wayFor, readableFile). */
export function planBridgedTraffic(
  { bridge, policy, activate }: TrafficRequest,
  state: HostState,
  history: readonly Transaction[],
): Around {
  const live = state.live && activate !== 'boot';
  const { way, why } = wayFor(policy, activate, state);
  switch (way) {
    case 'nothing':
      return nothing;
    case 'bypass':
      return before([...takeAcceptBack(live, state, history), ...planBypass(why, live, bridge, state)]);
    case 'accept':
      return before([...returnBypass(live, state, history), ...planAccept(why, state)]);
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
  return before([...takeAcceptBack(live, state, history), ...returnBypass(live, state, history, bridge)]);
}

/** The saved rules go back byte for byte where they are as we saved them; else what is there now is saved again. */
function takeAcceptBack(live: boolean, state: HostState, history: readonly Transaction[]): readonly Step[] {
  const files = returnSaved(state, history);
  const steps = returnAccept(live, state, history);
  return files === undefined ? steps : [...steps.filter(({ kind }) => kind !== 'firewall-save'), ...files];
}

function before(steps: readonly Step[]): Around {
  return { before: steps, after: [] };
}
