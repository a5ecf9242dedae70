/** Plugs guests' taps into their bridge again: a restart of the network by another program drops them all. */
import type { Expectation } from '../../model/expectation.ts';
import type { Repair, RepairContext } from '../interfaces/aspect.ts';
import { portStep } from '../links/repair.ts';
import { tapsAstray } from './taps-astray.ts';

export function planRepairLibvirt({ bridge }: Expectation, { state }: RepairContext): readonly Repair[] {
  return [{ check: 'guests', steps: tapsAstray(bridge, state).map((tap) => portStep(tap, bridge)) }];
}
