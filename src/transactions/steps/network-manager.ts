/** A device that a running NetworkManager is told to leave alone, or to have back. */
import * as v from 'valibot';
import { tellNetworkManager } from '../../backends/network-manager.ts';
import { deviceManagements } from '../../model/host-state.ts';
import type { NetworkManagerStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

const management = v.picklist(deviceManagements);

export const networkManagerKind: StepKind<NetworkManagerStep> = {
  schema: v.object({
    kind: v.literal('network-manager'),
    title: v.string(),
    device: v.string(),
    apply: management,
    undo: v.optional(management),
  }),
  preview: ({ device, apply }) =>
    commandsOf(device, apply)
      .map((words) => `nmcli ${words.join(' ')}\n`)
      .join(''),
  apply: async ({ device, apply }, host) => {
    for (const words of commandsOf(device, apply)) await tellNetworkManager(host, words);
    return undefined;
  },
  undo: (step, index) => (step.undo === undefined ? undefined : ['undo_management', index, step.device, step.undo]),
};

/**
 * The words after `nmcli`. A device that only others made must not be activated when it is managed again: that would ask for
 * DHCP and take its IPv6 addresses away (seen with 1.42).
 */
function commandsOf(device: string, management: NetworkManagerStep['apply']): readonly (readonly string[])[] {
  const set = (...words: readonly string[]): readonly string[] => ['device', 'set', device, ...words];
  if (management === 'unmanaged') return [set('managed', 'no')];
  const quietly = management === 'external' ? [set('autoconnect', 'no')] : [];
  // What it has been told in its files comes first: they may have changed back.
  return [['general', 'reload', 'conf'], ...quietly, set('managed', 'yes')];
}
