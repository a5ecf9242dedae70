/** Which addresses that only the kernel has are written too: those that the caller names, because daemons set others for a while. */
import { AgentError } from '../../../contract/errors.ts';
import type { CidrAddress } from '../../../model/addresses.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { listed } from './lists.ts';

export type Named = CreateBridgeRequest['persist'][number];

/** Whether `persist` names the address: without a prefix length it means any. */
export function isNamed({ address, prefix }: CidrAddress, persist: readonly Named[]): boolean {
  return persist.some((one) => one.address === address && (one.prefix ?? prefix) === prefix);
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
