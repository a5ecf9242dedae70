/** How a bridge becomes again what it was. */
import { AgentError } from '../../contract/errors.ts';
import { aspects } from '../../backends/aspects.ts';
import type { Repair } from '../../backends/interfaces/aspect.ts';
import { planRepairLinks } from '../../backends/links/repair.ts';
import { linkNamed } from '../../model/links.ts';
import { backendOf, isConfigured } from '../../backends/network/detect.ts';
import type { Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import type { RepairBridgeRequest } from '../../model/requests.ts';
import { nest } from '../../model/step-group.ts';
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
  if (link === undefined && isConfigured(bridge, state)) return planAnew(request, state, history);
  if (link?.bridge === undefined) throw new AgentError('NotFound', `there is no bridge '${bridge}'; see 'ListBridges'`);
  const backend = backendOf(bridge, state);
  const { repairs: own, after } = backend.planRepair?.(bridge, { state, history }) ?? { repairs: [], after: state };
  const expected = expectedOf(bridge, after);
  const repairs = [
    ...own,
    ...planRepairLinks(expected, state),
    ...aspects.flatMap((aspect) => aspect.planRepair?.(expected, { state, history }) ?? []),
  ];
  const parts = repairs.map(({ steps }) => ({ before: steps, after: [] }));
  return { steps: nest(parts, []), warnings: left(findingsOf(bridge, state, new Map()), repairs) };
}

function refuseImage({ live }: HostState): void {
  if (live) return;
  throw new AgentError('Unsupported', `these files belong to an image, whose bridges are not there to be repaired`);
}

/** Failures that no step is about. */
function left(findings: readonly Finding[], repairs: readonly Repair[]): readonly string[] {
  const repaired = repairs.flatMap(({ check, also = [], steps, partly }) =>
    steps.length > 0 && partly !== true ? [check, ...also] : [],
  );
  return findings
    .filter(({ status, check }) => status === 'fail' && !repaired.includes(check))
    .map(({ check, message, remedy }) => `'${check}' still fails, ${message}; its remedy is: ${remedy}`);
}
