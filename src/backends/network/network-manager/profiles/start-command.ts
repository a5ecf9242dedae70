/** How a bridge is activated by hand (nmcli(1): connection up, device connect). */
import type { StackState } from '../../../../model/host-state.ts';
import { bridgeProfile } from './owner.ts';

export function startCommand(bridge: string, state: StackState): string {
  const uuid = bridgeProfile(bridge, state)?.profile.uuid;
  return uuid === undefined ? `nmcli device connect ${bridge}` : `nmcli connection up uuid ${uuid}`;
}
