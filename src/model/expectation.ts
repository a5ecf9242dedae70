/** What a bridge should be like, as far as it is known. */

interface ExpectedRoute {
  readonly family: 4 | 6;
  readonly gateway: string | undefined;
}

/** `undefined`: not configured. */
export interface Expectation {
  readonly bridge: string;
  readonly interface: string | undefined;
  readonly mac: string | undefined;
  /** Bytes. */
  readonly mtu: number | undefined;
  readonly stp: boolean | undefined;
  /** Seconds. */
  readonly forwardDelay: number | undefined;
  /** As `192.0.2.10/24`; without link-local ones. */
  readonly addresses: readonly string[] | undefined;
  /** Whether the IPv4 address is to come from a DHCP server. */
  readonly dhcp: boolean;
  /** Families whose default route should leave by the bridge, and the gateway where somebody has said it. */
  readonly routed: readonly ExpectedRoute[];
}
