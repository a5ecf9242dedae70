/** Which addresses that only the kernel has are written too: those that the caller names, because daemons set others for a while. */
import { AgentError } from '../../../../contract/errors.ts';
import { contains, type CidrAddress } from '../../../../model/addresses.ts';
import type { Route } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
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

/** Whether the route needs an address that is not written: one of its gateway's network, or any where the family has none. */
function isUnreachable(route: Route, written: readonly CidrAddress[], left: readonly CidrAddress[]): boolean {
  const { family, gateway } = route;
  const [have, lack] = [written, left].map((all) => all.filter((address) => address.family === family));
  if (have === undefined || lack === undefined || lack.length === 0) return false;
  if (gateway === undefined) return have.length === 0;
  const reaches = (network: CidrAddress): boolean => contains(network, { family, address: gateway });
  return have.length === 0 || (!have.some(reaches) && lack.some(reaches));
}

/** The addresses that one in `persist` can be. */
export interface Candidates {
  readonly inFile: readonly CidrAddress[];
  /** The interface's, that a person or a daemon configured. */
  readonly configured: readonly CidrAddress[];
  /** The interface's, wherever they came from. */
  readonly every: readonly CidrAddress[];
}

/**
 * Throws AgentError where `persist` cannot be followed: NotFound for an address that neither the file nor the interface has,
 * Conflict for one that a DHCP server or a router gave, or for an IPv4 address beside DHCP, which ifup-eth would not set
 * (initscripts: ifup-eth).
 */
export function requirePersistable(
  { persist, interface: device }: CreateBridgeRequest,
  protocol: 'dhcp' | 'none',
  { inFile, configured, every }: Candidates,
): void {
  for (const named of persist) {
    const isAmong = (addresses: readonly CidrAddress[]): boolean => addresses.some((one) => isNamed(one, [named]));
    if (isAmong(inFile)) continue;
    if (!isAmong(every)) throw notFound(device, named, configured);
    if (!isAmong(configured)) {
      throw conflict(device, named, 'comes from a server or a router, or belongs to the link itself');
    }
    if (protocol === 'dhcp' && named.family === 4) {
      throw conflict(device, named, 'cannot be written beside an address from DHCP');
    }
  }
}

function notFound(device: string, named: Named, has: readonly CidrAddress[]): AgentError {
  return new AgentError(
    'NotFound',
    `interface '${device}' has no address '${textOf(named)}' to persist: it has ${listed(has)}; name an address that it has`,
  );
}

function conflict(device: string, named: Named, why: string): AgentError {
  return new AgentError('Conflict', `the address '${textOf(named)}' of '${device}' ${why}; leave it out of 'persist'`);
}

function textOf({ address, prefix }: Named): string {
  return prefix === undefined ? address : `${address}/${prefix}`;
}
