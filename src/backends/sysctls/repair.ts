/** Gives a bridge and its port the settings again that the host's files, and being a port, give them. */
import type { Expectation } from '../../model/expectation.ts';
import { linkNamed } from '../../model/links.ts';
import type { SysctlStep } from '../../model/plan.ts';
import { canBePluggedIn } from '../../model/uplink.ts';
import type { Repair, RepairContext } from '../interfaces/aspect.ts';
import { pathOf, portSettings } from './keys.ts';
import { wantedOf } from './wanted.ts';

export function planRepairSysctls(
  { bridge, interface: port, ports = [] }: Expectation,
  { state }: RepairContext,
): readonly Repair[] {
  if (!state.live) return [];
  const step = (device: string, key: string, after: string): readonly SysctlStep[] => {
    const before = state.interfaceSysctls[device]?.[key];
    if (before === undefined || before === after) return [];
    return [
      { kind: 'sysctl', title: `give '${device}' its setting '${key}'`, key: pathOf(device, key), before, after },
    ];
  };
  const members = [port, ...ports].flatMap((one) => linkNamed(one, state.links) ?? []);
  const own = members.filter((link) => link.master === bridge || canBePluggedIn(link));
  return [
    {
      check: 'sysctls',
      steps: [
        ...wantedOf(bridge, port, state).flatMap(({ key, value }) => step(bridge, key, value)),
        ...own.flatMap(({ name }) => Object.entries(portSettings).flatMap(([key, value]) => step(name, key, value))),
      ],
    },
  ];
}
