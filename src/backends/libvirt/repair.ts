/** Plugs guests' taps into their bridge again: a restart of the network by another program drops them all. */
import type { Expectation } from '../../model/expectation.ts';
import { canBePluggedIn } from '../../model/uplink.ts';
import type { Repair, RepairContext } from '../interfaces/aspect.ts';
import { portStep } from '../links/repair.ts';
import { tapsAstray } from './taps-astray.ts';

export function planRepairLibvirt({ bridge }: Expectation, { state }: RepairContext): readonly Repair[] {
  const astray = tapsAstray(bridge, state);
  const dropped = astray.filter(canBePluggedIn);
  return [
    { check: 'guests', steps: dropped.map((tap) => portStep(tap, bridge)), partly: dropped.length < astray.length },
  ];
}
