/** Gives rules of the host's own firewall the twins again that they had for the bridge. */
import { AgentError } from '../../contract/errors.ts';
import type { Expectation } from '../../model/expectation.ts';
import { creationsOf } from '../../model/originals.ts';
import type { Repair, RepairContext } from '../interfaces/aspect.ts';
import { planFollow } from './create.ts';

/** Only where a call has asked for them: another may leave the rules as they are on purpose. */
export function planRepairHostFirewall({ bridge }: Expectation, context: RepairContext): readonly Repair[] {
  const { state, history } = context;
  const asked = creationsOf(bridge, history)[0]?.request;
  if (asked?.operation !== 'CreateBridge' || asked.hostFirewall !== 'follow') return [];
  try {
    const steps = planFollow(asked, { state, history, uplink: undefined, earlier: [], others: [] });
    return [{ check: 'host-firewall', steps }];
  } catch (error) {
    // Rules that cannot be followed stay in the finding.
    if (error instanceof AgentError) return [];
    throw error;
  }
}
