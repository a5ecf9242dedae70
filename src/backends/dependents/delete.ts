/** What is bound to a bridge that goes away. */
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import { portsOf } from '../../model/links.ts';
import type { DeleteContext } from '../interfaces/aspect.ts';
import { programWarnings } from './program-warnings.ts';

export function planDeleteDependents({ bridge }: DeleteBridgeRequest, { state, uplink }: DeleteContext): StepGroup {
  const to = uplink?.name ?? portsOf(bridge, state.links)[0]?.name;
  return to === undefined ? nothing : { ...nothing, warnings: programWarnings(state.dependents.mentions, bridge, to) };
}
