/** What a bridge must not lack, however it is activated: the next boot would do without it too. */
import { familyOf } from '../../model/addresses.ts';
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';

/**
 * A client that reaches the host through its default route must still reach it afterwards. DHCP brings one itself. Throws
 * AgentError(Refused).
 */
export function refuseLosingDefaultRoute(request: CreateBridgeRequest, port: Link, { routes }: HostState): void {
  if (request.addressing === 'keep' || request.addressing === 'dhcp') return;
  const devices: readonly string[] = [port.name, request.bridge];
  for (const family of [4, 6] as const) {
    const route = routes.find(
      (one) => devices.includes(one.device) && one.family === family && one.destination === 'default',
    );
    if (route === undefined || request.gateways.some((gateway) => familyOf(gateway) === family)) continue;
    throw new AgentError(
      'Refused',
      `the host's IPv${family} default route uses interface '${route.device}', and no gateway of that family was given; use addressing 'static' with one in 'gateways', or addressing 'keep'`,
    );
  }
}

/** Throws AgentError(Conflict) where the interface cannot have the MTU that the bridge is to have. */
export function refuseLargerMtu({ mtu }: CreateBridgeRequest, { name, maxMtu }: Link): void {
  if (mtu === undefined || maxMtu === undefined || mtu <= maxMtu) return;
  throw new AgentError(
    'Conflict',
    `mtu ${mtu} is more than interface '${name}' can carry, which is ${maxMtu}; use at most that`,
  );
}
