/** What a device is configured to have, whichever network stack has it written down: what the next boot gives it. */
import { AgentError } from '../contract/errors.ts';
import type { CidrAddress } from './addresses.ts';

export interface Intent {
  /** Whether its IPv4 address comes from a DHCP server. */
  readonly dhcp: boolean;
  /** Whether a DHCPv6 client of its own is started for it; left out where none is. */
  readonly dhcp6?: boolean;
  /** Undefined where the configuration has a malformed address: `problem` says which. */
  readonly addresses: readonly CidrAddress[] | undefined;
  /** Of the default routes: at most one of each family. */
  readonly gateways: readonly string[];
  /** What is wrong with the addresses, as an error's sentence. */
  readonly problem: string | undefined;
  /** Undefined where it is not set, or malformed. */
  readonly mac: string | undefined;
  /** Bytes; undefined where it is not set. */
  readonly mtu: number | undefined;
  readonly stp: boolean;
  /** Seconds; undefined where it is left to the kernel. */
  readonly forwardDelay: number | undefined;
  /** Whether the stack leaves it to the kernel because it is of no effect without STP. */
  readonly anyDelay?: boolean;
  /** Undefined where it is left to the kernel. */
  readonly multicastSnooping: boolean | undefined;
}

/** The addresses. Throws AgentError(Refused) where the configuration has a malformed one. */
export function requireAddresses({ addresses, problem }: Intent): readonly CidrAddress[] {
  if (addresses !== undefined) return addresses;
  throw new AgentError('Refused', problem ?? 'the configuration has a malformed address');
}
