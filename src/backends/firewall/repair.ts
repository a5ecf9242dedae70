/** Lets bridged frames pass again, by the policy that was asked for last. */
import { AgentError } from '../../contract/errors.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { BridgedTrafficPolicy } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { Repair, RepairContext } from '../interfaces/aspect.ts';
import { planBridgedTraffic } from './create.ts';

/** Nothing where the policy can't be had on this host as it is now: the rest of the bridge can be repaired all the same. */
export function planRepairFirewall({ bridge }: Expectation, { state, history }: RepairContext): readonly Repair[] {
  const request = { bridge, policy: policyOf(bridge, history), activate: 'live' } as const;
  try {
    return [{ check: 'bridged-traffic', steps: planBridgedTraffic(request, state, history) }];
  } catch (error) {
    if (error instanceof AgentError) return [];
    throw error;
  }
}

/** Of a bridge that another program made nothing was asked. */
function policyOf(bridge: string, history: readonly Transaction[]): BridgedTrafficPolicy {
  for (const { bridge: name, state, request } of history) {
    if (name !== bridge || state !== 'committed') continue;
    if (request.operation === 'SetBridgedTraffic') return request.policy;
    if (request.operation === 'CreateBridge') return request.bridgedTraffic;
  }
  return 'unchanged';
}
