/** Comparing the file with the kernel: what the file lacks is added, what the kernel lacks is a question to the caller. */
import { AgentError } from '../../contract/errors.ts';
import type { CidrAddress } from '../../model/addresses.ts';
import type { Route } from '../../model/host-state.ts';
import type { FileAddressing } from './file-addressing.ts';
import type { LiveAddressing } from './live-addressing.ts';

export interface Additions {
  readonly addresses: readonly CidrAddress[];
  readonly route4: Route | undefined;
  readonly route6: Route | undefined;
}

/**
 * What the kernel has beyond the file. Throws Conflict for what the file has beyond the kernel: written to the bridge's
 * file it would appear with the next boot.
 * @param name the file, for errors.
 */
export function additionsToFile(name: string, device: string, file: FileAddressing, live: LiveAddressing): Additions {
  const missing = live.addresses.filter((address) => !file.addresses.some((other) => isSame(address, other)));
  const extra = file.addresses.filter((address) => !live.addresses.some((other) => isSame(address, other)));
  if (extra.length > 0) throw addressConflict(name, device, extra, live.addresses);
  return {
    addresses: missing,
    route4: missingRoute(name, device, file.gateway4, live.route4),
    route6: missingRoute(name, device, file.gateway6, live.route6),
  };
}

function isSame(a: CidrAddress, b: CidrAddress): boolean {
  return a.address === b.address && a.prefix === b.prefix;
}

function missingRoute(
  name: string,
  device: string,
  gateway: string | undefined,
  route: Route | undefined,
): Route | undefined {
  if (gateway === undefined || gateway === route?.gateway) return gateway === undefined ? route : undefined;
  const kernel = route === undefined ? `no such default route` : `'${route.gateway ?? ''}'`;
  throw new AgentError(
    'Conflict',
    `'${name}' gives interface '${device}' the gateway '${gateway}', but the kernel has ${kernel}; make the two agree first`,
  );
}

function addressConflict(
  name: string,
  device: string,
  extra: readonly CidrAddress[],
  live: readonly CidrAddress[],
): AgentError {
  const kernel = live.length === 0 ? 'none' : listed(live);
  return new AgentError(
    'Conflict',
    `'${name}' gives interface '${device}' the address ${listed(extra)}, which the kernel lacks: it has ${kernel}; ` +
      `make the two agree first, or use activate 'boot' to go by the file`,
  );
}

/** At most four of them, in quotes. */
export function listed(addresses: readonly CidrAddress[]): string {
  const shown = addresses.slice(0, 4).map(({ address, prefix }) => `'${address}/${prefix}'`);
  return addresses.length > shown.length ? `${shown.join(', ')} and ${addresses.length - 4} more` : shown.join(', ');
}
