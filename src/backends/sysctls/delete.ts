/** An interface that is no port any more has its own settings back. Pure. */
import type { HostState, Link } from '../../model/host-state.ts';
import { keptSteps, originalOf } from '../../model/originals.ts';
import type { SysctlStep } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { Around } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import { returnBridgedTraffic } from '../firewall/plan.ts';
import type { AspectContext } from './aspect.ts';
import { changeSection } from './drop-in.ts';
import { pathOf, portSettings } from './keys.ts';

/** The bridge's own settings go with it. Throws AgentError(Conflict) where our drop-in can't be read. */
export function returnSysctls(request: DeleteBridgeRequest, { state, history, uplink }: AspectContext): Around {
  const shared = returnBridgedTraffic(request, state, history).before;
  const title = `forget the settings of '${request.bridge}' at boot`;
  const files = changeSection(title, request.bridge, [], shared, state);
  return { before: [...files, ...(uplink === undefined ? [] : returnPort(uplink, state, history))], after: [] };
}

/** What it had before our changes; where somebody has changed it since, it stays. */
function returnPort(
  { name }: Link,
  { interfaceSysctls }: HostState,
  history: readonly Transaction[],
): readonly SysctlStep[] {
  const steps = keptSteps(history).filter((step) => step.kind === 'sysctl');
  return Object.keys(portSettings).flatMap((setting) => {
    const key = pathOf(name, setting);
    const before = interfaceSysctls[name]?.[setting];
    if (before === undefined) return [];
    const own = steps.filter((step) => step.key === key);
    const after = originalOf(before, own)?.value;
    if (after === undefined || after === before) return [];
    return [{ kind: 'sysctl', title: `give '${name}' its setting '${setting}' back`, key, before, after }];
  });
}
