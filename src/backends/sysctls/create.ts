/** The settings of an interface that becomes a port, and of its bridge at each boot. */
import type { HostState, Link } from '../../model/host-state.ts';
import type { SysctlStep } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../aspect.ts';
import { sectionFor } from './boot.ts';
import { changeSection } from './drop-in.ts';
import { pathOf, portSettings } from './keys.ts';

/**
 * The bridge's own settings are a part of its links step: it must have them before it is up. Throws AgentError(Conflict) where
 * our drop-in can't be read.
 */
export function planCreateSysctls(
  { bridge, interface: card }: CreateBridgeRequest,
  { state, uplink, earlier }: AspectContext,
): StepGroup {
  const title = `keep the settings of '${bridge}' and its port '${card}' at boot`;
  const files = changeSection(title, bridge, sectionFor(bridge, card, state), earlier, state);
  return { before: [...files, ...(uplink === undefined ? [] : portSteps(uplink, state))], after: [] };
}

/** A port's frames go to its bridge. Until it is one, an advertisement must not give it what belongs on the bridge. */
function portSteps({ name }: Link, { interfaceSysctls }: HostState): readonly SysctlStep[] {
  return Object.entries(portSettings).flatMap(([key, after]) => {
    const before = interfaceSysctls[name]?.[key];
    if (before === undefined || before === after) return [];
    const what = key.endsWith('accept_ra') ? 'router advertisements' : 'addresses by router advertisement';
    return [{ kind: 'sysctl', title: `keep ${what} off the port '${name}'`, key: pathOf(name, key), before, after }];
  });
}
