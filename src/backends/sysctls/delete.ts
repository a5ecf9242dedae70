/** Gives an interface its own settings back once it is no port any more. */
import type { HostState, Link } from '../../model/host-state.ts';
import { creationOf, keptStepsOf, originalOf } from '../../model/originals.ts';
import type { SysctlStep } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { changeSection } from './drop-in.ts';
import { bridgesSettings, pathOf, portSettings } from './keys.ts';

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
 * bridge has: it was the bridge that took advertisements, or took none. So have the settings that a boot gave the bridge alone.
 */
function restorePort(
  bridge: string,
  { name }: Link,
  { interfaceSysctls }: HostState,
  history: readonly Transaction[],
): readonly SysctlStep[] {
  const creation = creationOf(bridge, history);
  // What earlier bridges over the interface did has been given back with them.
  const since = creation === undefined ? history : history.slice(0, history.indexOf(creation) + 1);
  const steps = keptStepsOf('sysctl', since);
  const change = (
    setting: string,
    wanted: (before: string, key: string) => string | undefined,
  ): readonly SysctlStep[] => {
    const key = pathOf(name, setting);
    const before = interfaceSysctls[name]?.[setting];
    const after = before === undefined ? undefined : wanted(before, key);
    if (before === undefined || after === undefined || after === before) return [];
    return [{ kind: 'sysctl', title: `give '${name}' its setting '${setting}' back`, key, before, after }];
  };
  const own = (before: string, key: string): string | undefined =>
    originalOf(
      before,
      steps.filter((step) => step.key === key),
    )?.value;
  // Without a change of ours the interface had it so already, and the bridge has it from there.
  const unchanged = (setting: string): boolean => !steps.some((step) => step.key === pathOf(name, setting));
  const ofBridge = (setting: string): string | undefined =>
    creation === undefined || unchanged(setting) ? interfaceSysctls[bridge]?.[setting] : undefined;
  return [
    ...Object.keys(portSettings).flatMap((setting) => change(setting, (...was) => own(...was) ?? ofBridge(setting))),
    ...bridgesSettings.flatMap((setting) => change(setting, () => interfaceSysctls[bridge]?.[setting])),
  ];
}
