/** Gives a bridge and its port the settings again that the host's files, and being a port, give them. */
import type { Expectation } from '../../model/expectation.ts';
import type { SysctlStep } from '../../model/plan.ts';
import { canBePluggedIn } from '../../model/uplink.ts';
import type { Repair, RepairContext } from '../interfaces/aspect.ts';
import { pathOf, portSettings } from './keys.ts';
import { wantedOf } from './wanted.ts';

export function planRepairSysctls(
  { bridge, interface: port }: Expectation,
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
  const uplink = state.links.find(({ name }) => name === port);
  const isPort = uplink !== undefined && (uplink.master === bridge || canBePluggedIn(uplink));
  const ofPort = isPort ? Object.entries(portSettings) : [];
  return [
    {
      check: 'sysctls',
      steps: [
        ...wantedOf(bridge, port, state).flatMap(({ key, value }) => step(bridge, key, value)),
        ...ofPort.flatMap(([key, value]) => step(port ?? '', key, value)),
      ],
    },
  ];
}
