/** Everything the planner may know of the host: one plain value, read once, before anything is decided. */

export interface HostAddress {
  readonly family: 4 | 6;
  /** As `ip` prints it: lower case, compressed. */
  readonly address: string;
  readonly prefix: number;
  readonly broadcast: string | undefined;
  readonly label: string | undefined;
  readonly scope: string;
  /** Has a lifetime, because a DHCP or router advertisement gave it. */
  readonly dynamic: boolean;
  readonly temporary: boolean;
  readonly noPrefixRoute: boolean;
  readonly peer: string | undefined;
  /** Seconds that are left; 4294967295 for ever. */
  readonly validLifetime: number;
  readonly preferredLifetime: number;
}

export interface BridgeDetails {
  /** As `brctl show` prints it: 8000.525400000001. */
  readonly id: string;
  readonly stp: boolean;
  /** Centiseconds, the kernel's unit. */
  readonly forwardDelay: number;
}

export interface Link {
  readonly index: number;
  readonly name: string;
  /** `ether`, `loopback`, `none` … */
  readonly type: string;
  /** `bridge`, `veth`, `vlan` …; undefined for a card. */
  readonly kind: string | undefined;
  readonly mac: string;
  readonly mtu: number;
  readonly maxMtu: number | undefined;
  readonly up: boolean;
  readonly carrier: boolean;
  readonly master: string | undefined;
  /** The link below a macvtap, macvlan or VLAN. */
  readonly parent: string | undefined;
  /** `eui64`, `none`, `stable_secret`, `random`; undefined where the link has no IPv6. */
  readonly addressGeneration: string | undefined;
  readonly bridge: BridgeDetails | undefined;
  readonly wireless: boolean;
  readonly addresses: readonly HostAddress[];
}

export interface Route {
  readonly family: 4 | 6;
  /** `default` or a prefix. */
  readonly destination: string;
  readonly gateway: string | undefined;
  readonly device: string;
  readonly protocol: string;
  readonly scope: string | undefined;
  readonly source: string | undefined;
  readonly metric: number | undefined;
  readonly table: string;
  readonly type: string;
  readonly flags: readonly string[];
  /** Seconds until a router advertisement's route ends. */
  readonly expires: number | undefined;
  readonly preference: string | undefined;
  /** More than one next hop: we read it, and refuse to move it. */
  readonly multipath: boolean;
}

export interface Neighbour {
  readonly family: 4 | 6;
  readonly address: string;
  readonly device: string;
  readonly mac: string | undefined;
  readonly states: readonly string[];
  readonly router: boolean;
}

/** A file below /etc/sysconfig/network-scripts that the boot scripts would read, or that stands in our way. */
export interface NetworkFile {
  /** `ifcfg-eth0`, `route-eth0` … */
  readonly name: string;
  readonly path: string;
  /** The whole text, or undefined where it must not be read; then `problem` says why. */
  readonly text: string | undefined;
  readonly problem: string | undefined;
  readonly mode: number;
}

export interface LibvirtNetwork {
  readonly name: string;
  readonly bridge: string | undefined;
  /** `nat`, `route`, `bridge` …; `isolated` where there is no <forward>. */
  readonly forward: string;
  /** Addresses as 192.168.122.1/24. */
  readonly addresses: readonly string[];
}

export interface HostState {
  /** Whether the kernel's links belong to the host whose files these are; not so for an image on another machine. */
  readonly live: boolean;
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** Policy routing rules beyond the kernel's own three, as text. */
  readonly rules: readonly string[];
  readonly networkFiles: readonly NetworkFile[];
  /** /etc/sysconfig/network, or undefined where there is none. */
  readonly networkDefaults: string | undefined;
  /** What DELAY= means to this host's ifup: `seconds` (brctl) or `centiseconds` (initscripts 10 and later: ip link). */
  readonly delayUnit: 'seconds' | 'centiseconds';
  readonly libvirtNetworks: readonly LibvirtNetwork[];
  readonly networkManager: 'absent' | 'stopped' | 'running';
  /** What would read the ifcfg files at boot; `unknown` where it can only be tried. */
  readonly networkService: 'absent' | 'present' | 'unknown';
  /** Keys under net.bridge, e.g. `bridge-nf-call-iptables` → `1`; empty where br_netfilter is not loaded. */
  readonly bridgeNetfilter: Readonly<Record<string, string>>;
  /** Xen's /etc/xen/xend-config.sxp, or undefined where there is none. */
  readonly xenConfig: string | undefined;
}
