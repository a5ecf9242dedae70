/** What NetworkManager finds of a device when it starts: the profile that it is to go on with. */
import type { HostState } from '../../../../model/host-state.ts';
import { portsOf } from '../../../../model/links.ts';
import type { NetworkManagerStateStep } from '../../../../model/plan.ts';
import { configOf } from '../profiles/owner.ts';

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

/**
 * Other ports of a bridge that NetworkManager does not have connected yet: what it has made up for them names what it had made up
 * for the bridge, and once the bridge has a profile it would take them out (seen with 1.42).
 * @param own ports with profiles. @param claimed those that it is to leave alone in any case.
 */
export function leftAlone(
  bridge: string,
  own: readonly string[],
  state: HostState,
  claimed: readonly string[] = [],
): readonly NetworkManagerStateStep[] {
  const { devices } = configOf(state);
  const now = devices[bridge];
  const isConnected = now?.managed === true && !now.external && now.active !== undefined;
  const others = portsOf(bridge, state.links).filter(({ name }) => !own.includes(name) && devices[name] !== undefined);
  const names = others.map(({ name }) => name).filter((name) => !isConnected || claimed.includes(name));
  return names.map((name) => aloneStep(name, bridge));
}

/** NetworkManager manages it no longer, until the next boot. */
function aloneStep(device: string, bridge: string): NetworkManagerStateStep {
  return {
    kind: 'network-manager-state',
    title: `tell NetworkManager to leave '${device}' alone, which stays a port of '${bridge}'`,
    device,
    owned: false,
    judged: false,
  };
}
