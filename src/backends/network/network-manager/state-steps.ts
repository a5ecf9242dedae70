/** What NetworkManager finds of a device when it starts: the profile that it is to go on with. */
import type { NetworkManagerStateStep } from '../../../model/plan.ts';

/** @param uuid of the profile. @param owned whether NetworkManager removes the device when the profile goes down. */
export function stateStep(device: string, uuid: string, owned: boolean): NetworkManagerStateStep {
  return {
    kind: 'network-manager-state',
    title: `tell NetworkManager that '${device}' goes on with its profile`,
    device,
    uuid,
    owned,
  };
}
