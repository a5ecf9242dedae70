/** Routes that the kernel has added for a device's addresses. */
import type { Route } from '../../model/host-state.ts';

/** Every device has its own fe80::/64, so that one never moves. */
export function isConnected(route: Route): boolean {
  return route.protocol === 'kernel' && route.type === 'unicast' && !/^fe80:/i.test(route.destination);
}
