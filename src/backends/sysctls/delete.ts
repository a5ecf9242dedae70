/** Gives an interface its own settings back once it is no port any more. */
import type { HostState, Link } from '../../model/host-state.ts';
import { creationOf, keptSteps, originalOf } from '../../model/originals.ts';
import type { SysctlStep } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { changeSection } from './drop-in.ts';
import { pathOf, portSettings } from './keys.ts';

/** The bridge's own settings go with it. Throws AgentError(Conflict) where our drop-in can't be read. */
export function planDeleteSysctls(
  { bridge }: DeleteBridgeRequest,
  { state, history, uplink, ports = [], earlier }: AspectContext,
): StepGroup {
  const files = changeSection(`forget the settings of '${bridge}' at boot`, bridge, [], earlier, state);
  return {
    before: [
      ...files,
      ...[...(uplink === undefined ? [] : [uplink]), ...ports].flatMap((link) =>
        restorePort(bridge, link, state, history),
      ),
    ],
    after: [],
  };
}

/**
 * What it had before our changes; a setting that has been changed since stays. Behind a bridge that others have made, what the
 * bridge has: it was the bridge that took advertisements, or took none.
 */
function restorePort(
  bridge: string,
  { name }: Link,
  { interfaceSysctls }: HostState,
  history: readonly Transaction[],
): readonly SysctlStep[] {
  const ofBridge = creationOf(bridge, history) === undefined ? interfaceSysctls[bridge] : undefined;
  const steps = keptSteps(history).filter((step) => step.kind === 'sysctl');
  return Object.keys(portSettings).flatMap((setting) => {
    const key = pathOf(name, setting);
    const before = interfaceSysctls[name]?.[setting];
    if (before === undefined) return [];
    const own = steps.filter((step) => step.key === key);
    const after = originalOf(before, own)?.value ?? ofBridge?.[setting];
    if (after === undefined || after === before) return [];
    return [{ kind: 'sysctl', title: `give '${name}' its setting '${setting}' back`, key, before, after }];
  });
}
