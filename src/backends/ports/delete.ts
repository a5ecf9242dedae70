/** The further ports of a bridge that goes: they leave it before the host does. */
import { keptStepsOf } from '../../model/originals.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { DeleteContext } from '../interfaces/aspect.ts';
import { leaveStep } from './lines.ts';

/** A restarted network service takes them out itself. */
export function planDeletePorts(
  { bridge, activate }: DeleteBridgeRequest,
  { history, ports = [] }: DeleteContext,
): StepGroup {
  if (activate !== 'live') return { before: [], after: [] };
  // A repair plugs it in again, and knows nothing of what it had.
  const joins = keptStepsOf('port', history).filter(({ action }) => action === 'join');
  const before = ports.map((link) => {
    const joined = joins.find((step) => step.interface === link.name);
    return leaveStep(link, bridge, joined?.bridge === bridge ? joined : undefined);
  });
  return { before, after: [] };
}
