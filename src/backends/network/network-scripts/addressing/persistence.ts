/** What of the kernel's addresses and default routes is written, by the addresses that `persist` names. */
import { contains, type CidrAddress } from '../../../../model/addresses.ts';
import type { Route } from '../../../../model/host-state.ts';
import { isNamed, type Named } from '../../addresses/persist.ts';
import type { Additions } from './reconcile.ts';

export interface Persistence {
  /** What is written besides what the file has. */
  readonly additions: Additions;
  /** What moves in the kernel alone, and is not there after the next boot. */
  readonly unwritten: Additions;
}

/**
 * Divides what the kernel has beyond the file. A default route is written, because a host without one is cut off, unless no
 * address that is written reaches its gateway. @param inFile the file's own addresses.
 */
export function persistenceOf(
  persist: readonly Named[],
  inFile: readonly CidrAddress[],
  beyond: Additions,
): Persistence {
  const addresses = beyond.addresses.filter((address) => isNamed(address, persist));
  const left = beyond.addresses.filter((address) => !isNamed(address, persist));
  const isLost = (route: Route | undefined): boolean =>
    route !== undefined && isUnreachable(route, [...inFile, ...addresses], left);
  const [lost4, lost6] = [isLost(beyond.route4), isLost(beyond.route6)];
  return {
    additions: {
      addresses,
      route4: lost4 ? undefined : beyond.route4,
      route6: lost6 ? undefined : beyond.route6,
    },
    unwritten: {
      addresses: left,
      route4: lost4 ? beyond.route4 : undefined,
      route6: lost6 ? beyond.route6 : undefined,
    },
  };
}

/** Whether the route needs an address that is not written: one of its gateway's network, or any where the family has none. */
function isUnreachable(route: Route, written: readonly CidrAddress[], left: readonly CidrAddress[]): boolean {
  const { family, gateway } = route;
  const [have, lack] = [written, left].map((all) => all.filter((address) => address.family === family));
  if (have === undefined || lack === undefined || lack.length === 0) return false;
  if (gateway === undefined) return have.length === 0;
  const reaches = (network: CidrAddress): boolean => contains(network, { family, address: gateway });
  return have.length === 0 || (!have.some(reaches) && lack.some(reaches));
}
