/** How a bridge becomes again what it was. */
import { AgentError } from '../../contract/errors.ts';
import { aspects } from '../../backends/aspects.ts';
import type { Repair } from '../../backends/interfaces/aspect.ts';
import type { BackendRepair, RepairFrame } from '../../backends/interfaces/network-backend.ts';
import { planRepairLinks } from '../../backends/links/repair.ts';
import { linkNamed } from '../../model/links.ts';
import { backendOf, isConfigured, stackOf } from '../../backends/network/detect.ts';
import type { Check, Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import { creationOf } from '../../model/originals.ts';
import type { Plan } from '../../model/plan.ts';
import type { RepairBridgeRequest } from '../../model/requests.ts';
import { nest, nothing } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import { expectedOf, findingsOf } from './findings.ts';
import { planAnew } from './plan-anew.ts';

export interface Repairing {
  readonly steps: Plan;
  /** What still fails, and its remedy: a sentence each. */
  readonly warnings: readonly string[];
}

/** @param history newest first. Throws AgentError where there is no bridge to repair, or where it must not be done. */
export function planRepairBridge(
  request: RepairBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Repairing {
  const { bridge } = request;
  refuseNatBridge(bridge, state.libvirtNetworks);
  refuseUnreadNetworks(state.unreadNetworks);
  refuseImage(state);
  const link = linkNamed(bridge, state.links);
  const { repairs: own, after, around = unframed } = repairOfBackend(bridge, state, history);
  if (link === undefined && isConfigured(bridge, after)) {
    return planAnew(
      request,
      after,
      history,
      own.flatMap(({ steps }) => steps),
    );
  }
  if (link?.bridge === undefined) throw new AgentError('NotFound', `there is no bridge '${bridge}'; see 'ListBridges'`);
  const { kernelForm } = backendOf(bridge, after);
  const expected = expectedOf(bridge, after);
  const others = [
    ...planRepairLinks(expected, state, (target) => kernelForm?.(target, bridge, after) ?? target),
    ...aspects.flatMap((aspect) => aspect.planRepair?.(expected, { state, history }) ?? []),
  ];
  const repairs = [...own, ...others];
  const frame = around(others.flatMap(({ steps }) => steps));
  const parts = repairs.map(({ steps }) => ({ before: steps, after: [] }));
  const warnings = left(findingsOf(bridge, after, new Map()), repairs, frame.checks);
  return { steps: nest([frame, ...parts], []), warnings: [...(frame.warnings ?? []), ...warnings] };
}

function unframed(): RepairFrame {
  return { ...nothing, checks: [] };
}

/** A bridge that no stack has any more is of the one that has its interface. */
function repairOfBackend(bridge: string, state: HostState, history: readonly Transaction[]): BackendRepair {
  const device = stackOf(bridge, state) === undefined ? (creationOf(bridge, history)?.interface ?? bridge) : bridge;
  const backend = backendOf(device, state);
  return backend.planRepair?.(bridge, { state, history }) ?? { repairs: [], after: state };
}

function refuseImage({ live }: HostState): void {
  if (live) return;
  throw new AgentError('Unsupported', `these files belong to an image, whose bridges are not there to be repaired`);
}

/** Failures that no step is about. */
function left(findings: readonly Finding[], repairs: readonly Repair[], others: readonly Check[]): readonly string[] {
  const repaired = repairs.flatMap(({ check, also = [], steps, partly }) =>
    steps.length > 0 && partly !== true ? [check, ...also] : [],
  );
  return findings
    .filter(({ status, check }) => status === 'fail' && ![...repaired, ...others].includes(check))
    .map(({ check, message, remedy }) => `'${check}' still fails, ${message}; its remedy is: ${remedy}`);
}
