/** What a bridge should be like, as far as it is known. */
import { familyOf } from './addresses.ts';
import type { Intent } from './intent.ts';

interface ExpectedRoute {
  readonly family: 4 | 6;
  readonly gateway: string | undefined;
}

/** `undefined`: not configured. */
export interface Expectation {
  readonly bridge: string;
  readonly interface: string | undefined;
  /** Its other ports that are configured; left out for none. */
  readonly ports?: readonly string[];
  readonly mac: string | undefined;
  /** Bytes. */
  readonly mtu: number | undefined;
  readonly stp: boolean | undefined;
  /** Seconds. */
  readonly forwardDelay: number | undefined;
  /** Whether any forward delay is right. */
  readonly anyDelay?: boolean | undefined;
  readonly multicastSnooping: boolean | undefined;
  /** As `192.0.2.10/24`; without link-local ones. */
  readonly addresses: readonly string[] | undefined;
  /** Whether the IPv4 address is to come from a DHCP server. */
  readonly dhcp: boolean;
  /** Whether a DHCPv6 client is to run on it; left out where none is. */
  readonly dhcp6?: boolean;
  /** The command that brings it up as it is configured, for remedies; left out where none is asked for. */
  readonly startCommand?: string;
  /** Families whose default route should leave by the bridge, and the gateway where it is known. */
  readonly routed: readonly ExpectedRoute[];
}

/** Seconds. With STP, and without a word about it, the kernel's own counts (IEEE 802.1D); without STP a port forwards at once. */
export function forwardDelayOf({ stp, forwardDelay }: Pick<Expectation, 'stp' | 'forwardDelay'>): number {
  return forwardDelay ?? (stp === true ? 15 : 0);
}

/** Default Ethernet MTU in bytes (RFC 894). */
const ethernetMtu = 1500;

/** What the bridge is configured to be. @param intent undefined where nothing configures it. */
export function expectationOf(
  bridge: string,
  uplink: string | undefined,
  intent: Intent | undefined,
  ports: readonly string[] = [],
): Expectation {
  return {
    bridge,
    interface: uplink,
    ports,
    mac: intent?.mac,
    mtu: intent && (intent.mtu ?? ethernetMtu),
    stp: intent?.stp,
    forwardDelay: intent?.forwardDelay,
    anyDelay: intent?.anyDelay,
    multicastSnooping: intent?.multicastSnooping,
    addresses: intent?.addresses?.map(({ address, prefix }) => `${address}/${prefix}`),
    dhcp: intent?.dhcp ?? false,
    dhcp6: intent?.dhcp6 ?? false,
    routed: (intent?.gateways ?? []).map((gateway) => ({ family: familyOf(gateway), gateway })),
  };
}
