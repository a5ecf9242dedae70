/** What is bound to a bridge that goes away. */
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import { linkNamed, portsOf } from '../../model/links.ts';
import type { DeleteContext } from '../interfaces/aspect.ts';
import { programWarnings } from './program-warnings.ts';
import { temporaryWarnings } from './temporary-addresses.ts';

export function planDeleteDependents({ bridge }: DeleteBridgeRequest, { state, uplink }: DeleteContext): StepGroup {
  const to = uplink?.name ?? portsOf(bridge, state.links)[0]?.name;
  if (to === undefined) return nothing;
  const own = linkNamed(bridge, state.links);
  const temporary = own === undefined ? [] : temporaryWarnings(own, to);
  return { ...nothing, warnings: [...temporary, ...programWarnings(state.dependents.mentions, bridge, to)] };
}
