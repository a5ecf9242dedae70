/** How a bridge becomes again what it was. */
import { AgentError } from '../../contract/errors.ts';
import { aspects } from '../../backends/aspects.ts';
import type { Repair } from '../../backends/interfaces/aspect.ts';
import { planRepairLinks } from '../../backends/links/repair.ts';
import { backendOf, furtherPortsOf, isConfigured } from '../../backends/network/detect.ts';
import { expectationOf } from '../../model/expectation.ts';
import type { Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import type { RepairBridgeRequest } from '../../model/requests.ts';
import { nest } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import { findingsOf } from './findings.ts';

export interface Repairing {
  readonly steps: Plan;
  /** What still fails, and its remedy: a sentence each. */
  readonly warnings: readonly string[];
}

/** @param history newest first. Throws AgentError where there is no bridge to repair, or where it must not be done. */
export function planRepairBridge(
  { bridge }: RepairBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Repairing {
  refuseNatBridge(bridge, state.libvirtNetworks);
  refuseUnreadNetworks(state.unreadNetworks);
  requireInKernel(bridge, state);
  const backend = backendOf(bridge, state);
  const { repairs: own, after } = backend.planRepair?.(bridge, { state, history }) ?? { repairs: [], after: state };
  const expected = expectationOf(
    bridge,
    backend.uplinkOf(bridge, after),
    backend.intentOf(bridge, after),
    furtherPortsOf(bridge, after),
  );
  const repairs = [
    ...own,
    ...planRepairLinks(expected, state),
    ...aspects.flatMap((aspect) => aspect.planRepair?.(expected, { state, history }) ?? []),
  ];
  const parts = repairs.map(({ steps }) => ({ before: steps, after: [] }));
  return { steps: nest(parts, []), warnings: left(findingsOf(bridge, state, new Map()), repairs) };
}

function requireInKernel(bridge: string, state: HostState): void {
  if (!state.live) {
    throw new AgentError('Unsupported', `these files belong to an image, whose bridges are not there to be repaired`);
  }
  if (state.links.some((link) => link.name === bridge && link.bridge !== undefined)) return;
  const what = isConfigured(bridge, state)
    ? `the kernel has no bridge '${bridge}'; 'CreateBridge' makes it as its files say`
    : `there is no bridge '${bridge}'; see 'ListBridges'`;
  throw new AgentError('NotFound', what);
}

/** Failures that no step is about. */
function left(findings: readonly Finding[], repairs: readonly Repair[]): readonly string[] {
  const repaired = repairs.flatMap(({ check, steps, partly }) => (steps.length > 0 && partly !== true ? [check] : []));
  return findings
    .filter(({ status, check }) => status === 'fail' && !repaired.includes(check))
    .map(({ check, message, remedy }) => `'${check}' still fails, ${message}; its remedy is: ${remedy}`);
}
