/** Default routes as the network service sets them: ip(8)'s own form, but for IPv6's metric (initscripts: network-functions-ipv6). */
import type { Route } from '../../../../model/host-state.ts';
import type { KernelTarget } from '../../../interfaces/network-backend.ts';

/** @returns the target with the metric 1 for IPv6 default routes that have none. */
export function kernelForm({ addresses, routes }: KernelTarget): KernelTarget {
  return { addresses, routes: routes.map((route) => (isPlainDefault6(route) ? { ...route, metric: 1 } : route)) };
}

function isPlainDefault6({ family, destination, metric }: Route): boolean {
  return family === 6 && destination === 'default' && metric === undefined;
}
