/** The routers that this host's default routes lead to. */
import type { Host } from '../host/host.ts';
import { answers } from '../host/neighbour-probe.ts';
import type { HostState } from '../model/host-state.ts';

/** The gateways of the default routes that leave by `device`. */
export function gatewaysOf(state: HostState, device: string): readonly string[] {
  const routes = state.routes.filter((route) => route.device === device && route.destination === 'default');
  return [...new Set(routes.flatMap((route) => route.gateway ?? []))];
}

/** Which of the gateways answer on `device` now. Throws AgentError where the kernel can't be asked. */
export async function askGateways(
  host: Host,
  gateways: readonly string[],
  device: string,
): Promise<ReadonlyMap<string, boolean>> {
  const asked = await Promise.all(
    gateways.map(async (gateway) => [gateway, await answers(host.commands, gateway, device)] as const),
  );
  return new Map(asked);
}
