/** Which addresses that only the kernel has are written too: those that the caller names, because daemons set others for a while. */
import { AgentError } from '../../../contract/errors.ts';
import { contains, type CidrAddress } from '../../../model/addresses.ts';
import type { Route } from '../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { listed, type Additions } from './reconcile.ts';

type Named = CreateBridgeRequest['persist'][number];

export interface Persistence {
  /** What is written besides what the file has. */
  readonly additions: Additions;
  /** What moves in the kernel alone, and is not there after the next boot. */
  readonly unwritten: Additions;
}

/** Whether `persist` names the address: without a prefix length it means any. */
export function isNamed({ address, prefix }: CidrAddress, persist: readonly Named[]): boolean {
  return persist.some((one) => one.address === address && (one.prefix ?? prefix) === prefix);
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

/** Whether the gateway needs an address that is not written: one of its network, or any where the family has none. */
function isUnreachable(route: Route, written: readonly CidrAddress[], left: readonly CidrAddress[]): boolean {
  const { family, gateway } = route;
  const [have, lack] = [written, left].map((all) => all.filter((address) => address.family === family));
  if (gateway === undefined || have === undefined || lack === undefined || lack.length === 0) return false;
  const reaches = (network: CidrAddress): boolean => contains(network, { family, address: gateway });
  return have.length === 0 || (!have.some(reaches) && lack.some(reaches));
}

/**
 * Throws AgentError where `persist` cannot be followed: NotFound for an address that neither the file nor the interface has,
 * Conflict for an IPv4 address beside DHCP, which ifup-eth would not set (initscripts: ifup-eth), or for one that a DHCP
 * server or a router gave. @param own the interface's addresses that were configured. @param all every one it has.
 */
export function requirePersistable(
  request: CreateBridgeRequest,
  protocol: 'dhcp' | 'none',
  inFile: readonly CidrAddress[],
  own: readonly CidrAddress[],
  all: readonly CidrAddress[],
): void {
  const device = request.interface;
  for (const named of request.persist.filter((one) => !inFile.some((address) => isNamed(address, [one])))) {
    const text = named.prefix === undefined ? named.address : `${named.address}/${named.prefix}`;
    const found = own.some((address) => isNamed(address, [named]));
    if (!found && !all.some((address) => isNamed(address, [named]))) {
      throw new AgentError(
        'NotFound',
        `interface '${device}' has no address '${text}' to persist: it has ${listed(own)}; name an address that it has`,
      );
    }
    if (found && !(protocol === 'dhcp' && named.family === 4)) continue;
    const why = found
      ? 'cannot be written beside an address from DHCP'
      : 'is given to the interface by a server or a router, or belongs to the link itself';
    throw new AgentError('Conflict', `the address '${text}' of '${device}' ${why}; leave it out of 'persist'`);
  }
}
