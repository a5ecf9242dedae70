/** The settings of an interface that becomes a port, and of its bridge at each boot. */
import { listOf } from '../../contract/list-of.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { SysctlStep } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { sectionFor } from './boot.ts';
import { carriedSettings, hasSecret, type Managed } from './carried.ts';
import { changeSection } from './drop-in.ts';
import { dottedName, dottedPath, pathOf, portSettings } from './keys.ts';

/**
 * The bridge's own settings are a part of its links step: it must have them before it is up. Throws AgentError(Conflict) where
 * our drop-in can't be read.
 */
export function planCreateSysctls(
  { bridge, interface: port, ports: further, activate, networkmanager }: CreateBridgeRequest,
  { state, uplink, ports = [], earlier }: AspectContext,
): StepGroup {
  const title = `keep the settings of '${bridge}' and its port '${port}' at boot`;
  const managed = networkmanager === 'keep' ? 'stays' : 'released';
  const files = changeSection(title, bridge, sectionFor(bridge, port, state, further), earlier, state);
  return {
    before: [
      ...files,
      ...[...(uplink === undefined ? [] : [uplink]), ...ports].flatMap((link) => portSteps(link, state)),
    ],
    after: [],
    warnings: [
      ...(uplink !== undefined && activate === 'restart' ? lostByRestart(uplink, bridge, state, managed) : []),
      ...notRead(bridge, state),
    ],
  };
}

function notRead(bridge: string, { sysctlFiles }: HostState): readonly string[] {
  return sysctlFiles.flatMap(({ path, problem }) =>
    problem === undefined
      ? []
      : [`what file '${path}' sets for the interface is not kept for '${bridge}', because ${problem}; look at it`],
  );
}

/** The network service, or NetworkManager, makes the bridge itself, and gives it only what files say, or what it sets itself. */
function lostByRestart(uplink: Link, bridge: string, state: HostState, managed: Managed): readonly string[] {
  const settings = carriedSettings(uplink.name, bridge, state, managed).filter(({ kept }) => !kept);
  const lost = [
    ...settings.map(({ path, value }) => `${dottedPath(path)}=${value}`),
    ...(hasSecret(uplink) ? [dottedName(bridge, 'ipv6/conf/stable_secret')] : []),
  ];
  if (lost.length === 0) return [];
  const what = `settings that only the running kernel has for '${uplink.name}'`;
  return [
    `with activate 'restart' bridge '${bridge}' gets no ${what}: ${listOf(lost, { most: 8, last: ', ' })}; set them afterwards with 'sysctl -w', or use activate 'live'`,
  ];
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
