/** How a bridge of NetworkManager's becomes again what it was. */
import { AgentError } from '../../../contract/errors.ts';
import type { HostState } from '../../../model/host-state.ts';
import { linkNamed } from '../../../model/links.ts';
import type { Plan, Step } from '../../../model/plan.ts';
import { nothing } from '../../../model/step-group.ts';
import type { RepairContext } from '../../interfaces/aspect.ts';
import type { BackendRepair, RepairFrame } from '../../interfaces/network-backend.ts';
import { start, stop } from '../../services/steps.ts';
import { bridgeProfile } from './profiles/owner.ts';
import { portProfileOf, portsOf, uplinkOf } from './profiles/ports.ts';
import { planRepairFiles } from './repair/files.ts';
import { reread } from './daemon/reread.ts';
import { leftAlone, stateStep } from './daemon/state-steps.ts';
import { refuseStopping } from './daemon/stopping.ts';
import { isMade } from './profiles/uplink-types.ts';
import { claimedTaps, verifyNow } from './verify/now.ts';

/** config-bridge, config-interface, config-conflict and networkmanager. Never throws. */
export function planRepair(bridge: string, { state, history }: RepairContext): BackendRepair {
  const { repairs, after } = planRepairFiles(bridge, state, history);
  const files = repairs.flatMap(({ steps }) => steps);
  return { repairs, after, around: (steps) => frameOf(bridge, files, steps, after) };
}

/**
 * NetworkManager is stopped where it has to take a device over, or where the host moves under it. Where files alone change it
 * reads them again. @param after the host with its profiles repaired.
 */
function frameOf(bridge: string, files: Plan, steps: Plan, after: HostState): RepairFrame {
  if (after.networkManager.status !== 'running') return { ...nothing, checks: [] };
  const taken = takenOver(bridge, after);
  const now = verifyNow(bridge, uplinkOf(bridge, after), after);
  const isNeeded = now.status !== 'pass' || movesHost(bridge, steps, after);
  if (!isNeeded || taken.length === 0) return { ...reread(files), checks: [] };
  try {
    refuseStopping(after);
    const begin = stop(after);
    const end = start(`, which takes '${bridge}' over as it is`);
    return {
      before: [begin],
      after: [...taken, end],
      checks: ['networkmanager'],
    };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return { ...reread(files), checks: [], warnings: [`NetworkManager is left as it is: ${error.message}`] };
  }
}

/** The bridge and its ports; none where no profile would be theirs. */
function takenOver(bridge: string, state: HostState): readonly Step[] {
  const own = bridgeProfile(bridge, state)?.profile.uuid;
  if (own === undefined) return [];
  const ports = portsOf(bridge, state).flatMap((name) => {
    const uuid = portProfileOf(name, bridge, state)?.profile.uuid;
    const link = linkNamed(name, state.links);
    return uuid === undefined || link === undefined ? [] : [stateStep(name, uuid, isMade(link), link.carrier)];
  });
  return [
    ...leftAlone(bridge, portsOf(bridge, state), state, claimedTaps(bridge, state)),
    stateStep(bridge, own, true),
    ...ports,
  ];
}

function movesHost(bridge: string, steps: Plan, state: HostState): boolean {
  const ports = portsOf(bridge, state);
  return steps.some((step) => step.kind === 'links' || (step.kind === 'port' && ports.includes(step.interface)));
}
