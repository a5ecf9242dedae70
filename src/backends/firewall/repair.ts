/** Lets bridged frames pass again, by the policy that was asked for last. */
import type { Expectation } from '../../model/expectation.ts';
import type { BridgedTrafficPolicy } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { Repair, RepairContext } from '../interfaces/aspect.ts';
import { planBridgedTraffic } from './create.ts';

/** Throws AgentError: see planBridgedTraffic. */
export function planRepairFirewall({ bridge }: Expectation, { state, history }: RepairContext): readonly Repair[] {
  const steps = planBridgedTraffic({ bridge, policy: policyOf(bridge, history), activate: 'live' }, state, history);
  return [{ check: 'bridged-traffic', steps }];
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
