/** The change that makes a bridge again what it was. */
import type { Host } from '../../host/host.ts';
import { valuesOf } from '../../contract/list-of.ts';
import { compare, type Finding } from '../../model/finding.ts';
import type { HostState, LinkState } from '../../model/host-state.ts';
import type { Plan } from '../../model/plan.ts';
import type { RepairBridgeRequest } from '../../model/requests.ts';
import type { BridgeChange } from '../../transactions/change.ts';
import { allParts } from '../../backends/host-state/read.ts';
import { lastingAddresses } from '../../backends/links/verify-addresses.ts';
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
      const check = (after: LinkState): readonly Finding[] => [
        ...portFindings(steps, after),
        ...addressFindings(bridge, steps, after),
        ...routeFindings(bridge, steps, after),
      ];
      const from = placeOf(bridge, state);
      return checkConnectivity({ host, activate, from, to: bridge, probe: [], changesMtu: false, check }, state);
    },
  };
}

/** Each is where the plan has put it. */
function portFindings(steps: Plan, { links }: LinkState): readonly Finding[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'port' && !(step.kind === 'links' && step.masterAfter === step.bridge)) return [];
    const found = links.find(({ name }) => name === step.interface)?.master ?? 'none';
    const message = `bridge of '${step.interface}'`;
    return [compare('interface-in-bridge', { message, expected: step.bridge, found, remedy: '' })];
  });
}

/** No packet leaves by the interface itself any more. */
function routeFindings(bridge: string, steps: Plan, { routes }: LinkState): readonly Finding[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'links') return [];
    const isStray = routes.some(
      ({ destination, table, device }) => destination === 'default' && table === 'main' && device === step.interface,
    );
    const message = 'device of the default route';
    const found = isStray ? step.interface : bridge;
    return [compare('default-route', { message, expected: bridge, found, remedy: '' })];
  });
}

/** Where the host is now: somebody may have given the interface its addresses back. */
function placeOf(bridge: string, state: HostState): string {
  const uplink = uplinkNameOf(bridge, state);
  return uplink !== undefined && lastingAddresses(uplink, state).length > 0 ? uplink : bridge;
}

/** The bridge has what moves to it, or is added. */
function addressFindings(bridge: string, steps: Plan, after: LinkState): readonly Finding[] {
  const wanted = steps.flatMap((step) => (step.kind === 'links' ? step.addresses : []));
  const has = lastingAddresses(bridge, after);
  const found = valuesOf(wanted.filter((address) => !has.includes(address)));
  return [compare('addresses', { message: `addresses missing from '${bridge}'`, expected: '', found, remedy: '' })];
}
