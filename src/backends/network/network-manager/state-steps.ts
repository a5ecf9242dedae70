/** What NetworkManager finds of a device when it starts: the profile that it is to go on with. */
import type { NetworkManagerStateStep } from '../../../model/plan.ts';

/**
 * @param uuid of the profile. @param owned whether NetworkManager removes the device when the profile goes down. @param judged
 * whether the change counts as made only once NetworkManager has the device connected.
 */
export function stateStep(device: string, uuid: string, owned: boolean, judged = true): NetworkManagerStateStep {
  return {
    kind: 'network-manager-state',
    title: `tell NetworkManager that '${device}' goes on with its profile`,
    device,
    uuid,
    owned,
    ...(judged ? {} : { judged: false as const }),
  };
}
