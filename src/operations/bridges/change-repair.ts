/** The change that makes a bridge again what it was. */
import type { Host } from '../../host/host.ts';
import { compare, type Finding } from '../../model/finding.ts';
import type { LinkState } from '../../model/host-state.ts';
import type { Plan } from '../../model/plan.ts';
import type { RepairBridgeRequest } from '../../model/requests.ts';
import type { BridgeChange } from '../../transactions/change.ts';
import { allParts } from '../../backends/host-state/read.ts';
import { backendOf, uplinkNameOf } from '../../backends/network/detect.ts';
import { checkConnectivity } from './connectivity-check.ts';
import { planRepairBridge } from './plan-repair.ts';

/** The gateways that answered before must answer after. */
export function changeOfRepair(host: Host, request: RepairBridgeRequest): BridgeChange {
  const { bridge, activate } = request;
  return {
    request,
    needs: allParts,
    interface: (state) => uplinkNameOf(bridge, state) ?? '',
    plan: (state, history) => ({
      ...planRepairBridge(request, state, history),
      facts: { stack: backendOf(bridge, state).name, intent: undefined },
    }),
    observe: (state, steps) => {
      const check = (after: LinkState): readonly Finding[] => portFindings(steps, after);
      return checkConnectivity(
        { host, activate, from: bridge, to: bridge, probe: [], changesMtu: false, check },
        state,
      );
    },
  };
}

/** Each is where the plan has put it. */
function portFindings(steps: Plan, { links }: LinkState): readonly Finding[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'port') return [];
    const found = links.find(({ name }) => name === step.interface)?.master ?? 'none';
    const message = `bridge of '${step.interface}'`;
    return [compare('interface-in-bridge', { message, expected: step.bridge, found, remedy: '' })];
  });
}
