/** Everything the planner may know of the host: one plain value, read once, before anything is decided. */
import type { CloudInit } from './cloud-init.ts';
import type { Dependents } from './dependents.ts';
import type { Emptying } from './dhcp/script.ts';
import type { HostFilters } from './filters.ts';
import type { Firewalld } from './firewalld.ts';
import type { HostFirewall } from './host-firewall.ts';
import type { HostFile } from './host-file.ts';
import type { NetworkConfigs } from './network-config.ts';

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
  /** Undefined on a kernel that has no snooping. */
  readonly multicastSnooping?: boolean | undefined;
  /** Settings of its own that send its frames to the firewall whatever br_netfilter's say: `nf_call_iptables` … */
  readonly callsFirewall?: readonly string[];
}

/** The tag that a VLAN sends and takes (IEEE 802.1Q). */
export interface VlanDetails {
  readonly id: number;
  /** As ip-link(8) has it: `802.1Q`, `802.1ad`. */
  readonly protocol: string;
}

/** How a bond uses its ports, in the words of ip-link(8). */
export interface BondDetails {
  /** `active-backup`, `802.3ad` … */
  readonly mode: string;
  /** `none`, `active`, `follow`. */
  readonly failOverMac: string;
  /** Milliseconds between two ARP requests that tell whether a port works; 0 for none. */
  readonly arpInterval: number;
}

export interface Link {
  readonly index: number;
  readonly name: string;
  /** `ether`, `loopback`, `none` … */
  readonly type: string;
  /** `bridge`, `veth`, `vlan` …; undefined for a network card. */
  readonly kind: string | undefined;
  readonly mac: string;
  readonly mtu: number;
  readonly maxMtu: number | undefined;
  readonly up: boolean;
  readonly carrier: boolean;
  readonly master: string | undefined;
  /** The master's kind: `bridge`, `bond` …; undefined where the kernel or ip(8) does not say. */
  readonly masterKind?: string | undefined;
  /** The link below a macvtap, macvlan, VLAN or tunnel. */
  readonly parent: string | undefined;
  /** `eui64`, `none`, `stable_secret`, `random`; undefined where the link has no IPv6. */
  readonly addressGeneration: string | undefined;
  readonly bridge: BridgeDetails | undefined;
  readonly vlan?: VlanDetails | undefined;
  readonly bond?: BondDetails | undefined;
  readonly wireless: boolean;
  /** How it queues what it sends, as tc(8) calls it. */
  readonly qdisc?: string | undefined;
  /** Whether an XDP program is attached. */
  readonly xdp?: boolean;
  /** How many virtual functions it has (SR-IOV). */
  readonly virtualFunctions?: number;
  readonly addresses: readonly HostAddress[];
}

/** A link as `ip addr` shows it, without its kind and settings. */
export type AddressedLink = Pick<Link, 'index' | 'name' | 'mac' | 'master' | 'addresses'>;

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
  /** The type of service that alone takes it, `0x10`; of IPv4. */
  readonly serviceType?: string;
  /** What it tells those who send by it, in words of ip-route(8): `initcwnd 10` … */
  readonly attributes?: readonly string[];
  /** More than one next hop: we read it, and refuse to move it. */
  readonly multipath: boolean;
}

/** A policy routing rule. */
export interface RoutingRule {
  readonly family: 4 | 6;
  /** As `ip -json rule` prints it: `priority`, `src`, `iif` … */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Neighbour {
  readonly family: 4 | 6;
  readonly address: string;
  readonly device: string;
  readonly mac: string | undefined;
  readonly states: readonly string[];
  readonly router: boolean;
  /** By an administrator, or by a program that maintains the table (ip-neighbour(8): permanent, noarp, extern_learn, managed). */
  readonly fixed: boolean;
}

export interface LibvirtNetwork {
  readonly name: string;
  readonly bridge: string | undefined;
  /** `nat`, `route`, `bridge` …; `isolated` where there is no <forward>. */
  readonly forward: string;
  /** Addresses as 192.168.122.1/24. */
  readonly addresses: readonly string[];
  /** Where its guests' packets leave the host (<forward dev>); left out where libvirt goes by the routes. */
  readonly forwardDevice?: string;
}

/** libvirt's networks, and what may hide more of them: see HostState. */
export interface KnownNetworks {
  readonly networks: readonly LibvirtNetwork[];
  readonly unread: readonly string[];
}

/** A network interface of a guest. */
export interface GuestInterface {
  readonly mac: string;
  /** `bridge`, `network`, `direct` … */
  readonly type: string;
  /** The name of the bridge, the network or the device that it is connected to. */
  readonly source: string | undefined;
  /** The link on this host, while the guest runs: `vnet0`. */
  readonly target: string | undefined;
  /** As libvirt calls it: `virtio`, `e1000` … */
  readonly model: string | undefined;
  /** The whole <interface> element. */
  readonly xml: string;
}

/** A libvirt domain. */
export interface Guest {
  readonly uuid: string;
  readonly name: string;
  /** As virsh domstate has it: `running`, `paused`, `shut off` … */
  readonly state: string;
  /** What it is in the middle of, such as `Outgoing migration`; undefined for nothing. */
  readonly job: string | undefined;
  /** Whether it is active: then it has `live`. */
  readonly live: readonly GuestInterface[] | undefined;
  /** Of its next start; undefined for a transient guest, which has none. */
  readonly configured: readonly GuestInterface[] | undefined;
}

export interface Libvirt {
  /** `stopped`: no daemon listens. `hanging`: a daemon accepts the connection and does not answer. */
  readonly service: 'absent' | 'stopped' | 'hanging' | 'running';
  /** Whether the host has files of a daemon's; a client alone may ask one on another host. */
  readonly installed: boolean;
  /** The connection's URI, as virsh(1) takes it. */
  readonly uri: string;
  /** The daemon's; undefined unless it runs. */
  readonly version: string | undefined;
  readonly guests: readonly Guest[];
  /** Definitions of the networks, as the daemon has them: name and whole XML. */
  readonly definitions: readonly { readonly name: string; readonly xml: string }[];
  /** The host's service that answers for networks, such as `libvirtd`; undefined where no service is known. */
  readonly daemon: string | undefined;
}

/** A dhclient(8) that runs on this host, in its network, as it says it was started: see src/model/dhcp/command.ts. */
export interface DhcpClient {
  readonly pid: number;
  /** What of its options a client that goes on has too. */
  readonly options: readonly string[];
  /** Why it can't go on, as in `started with …`; undefined where it can. */
  readonly problem: string | undefined;
  readonly family: 4 | 6;
  /** None: all that there are. */
  readonly interfaces: readonly string[];
  readonly pidFile: string;
  readonly leaseFile: string;
  /** Its own configuration file (-cf), if it was given one. */
  readonly configuration: string | undefined;
  /** What it has leased; undefined where that cannot be read. */
  readonly leases: string | undefined;
  readonly emptying: Emptying;
  readonly supervised: boolean;
}

export interface DhcpState {
  readonly clients: readonly DhcpClient[];
  /** Programs besides dhclient that may have asked for an address: `NetworkManager`, `dhcpcd` … */
  readonly others: readonly string[];
  /** Where dhclient is; undefined where it is not installed. */
  readonly program: string | undefined;
  /** Where dhclient keeps its leases: Red Hat's folder, or Debian's. */
  readonly leaseFolder: string;
  /** dhclient.conf and dhclient-INTERFACE.conf, in /etc/dhcp and /etc (dhclient.conf(5); initscripts: network-functions). */
  readonly configurations: readonly HostFile[];
}

/** What NetworkManager does with a device: nothing, watch what others made of it, or make it what it is. */
export type DeviceManagement = 'unmanaged' | 'external' | 'managed';

export interface NetworkManagerState {
  /** `silent` where it does not answer, so that nothing is known of it. */
  readonly status: 'absent' | 'stopped' | 'running' | 'silent';
  /** By the device's name; empty unless it runs. */
  readonly devices: Readonly<Record<string, DeviceManagement>>;
  /** Whether it reads ifcfg files, and NM_CONTROLLED in them. */
  readonly readsIfcfg: boolean;
  /** Whether the host's service manager can stop and start it. */
  readonly controllable: boolean;
  /** What we have told it, a file for each bridge; undefined where there is no folder for such files. */
  readonly dropIns: readonly HostFile[] | undefined;
}

/** Whether a service is started at boot, or can't be (`masked`, systemctl(1)); `unknown` where the host does not say. */
export type AtBoot = 'enabled' | 'disabled' | 'masked' | 'unknown';

export interface HostState {
  /** Whether the kernel's links belong to the host whose files these are; not so for an image on another machine. */
  readonly live: boolean;
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** Policy routing rules beyond the kernel's own three. */
  readonly rules: readonly RoutingRule[];
  readonly network: NetworkConfigs;
  /** What libvirt's files say, and what its daemon says. */
  readonly libvirtNetworks: readonly LibvirtNetwork[];
  /** What may hide another of its networks, because it cannot be read: the beginning of a sentence each. */
  readonly unreadNetworks: readonly string[];
  readonly libvirt: Libvirt;
  readonly networkManager: NetworkManagerState;
  /** Of an image nothing is known, nor of a NetworkManager that is not installed. */
  readonly atBoot: { readonly NetworkManager: AtBoot; readonly network: AtBoot };
  /** What bridged frames meet, and what keeps it so; noFilters if it was not read. */
  readonly filters: HostFilters;
  readonly firewalld: Firewalld;
  /** The host's own rules that name interfaces; see noHostFirewall for where nobody has looked. */
  readonly hostFirewall: HostFirewall;
  /** Keys under net.bridge, e.g. `bridge-nf-call-iptables` → `1`; empty where br_netfilter is not loaded. */
  readonly bridgeNetfilter: Readonly<Record<string, string>>;
  /**
   * Settings of the kernel by interface and key, as `ipv6/conf/accept_ra`, of the interfaces that a bridge may be about, and
   * of `default`, which a new link gets. Secrets are left out.
   */
  readonly interfaceSysctls: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The files from which the boot sets such settings, in the order in which it reads them. */
  readonly sysctlFiles: readonly HostFile[];
  /** Indices of the links that systemd-resolved has name servers for. */
  readonly resolvedLinks: readonly number[];
  /** Xen's /etc/xen/xend-config.sxp, or undefined where there is none. */
  readonly xenConfig: HostFile | undefined;
  /** Undefined where it is not installed. */
  readonly cloudInit: CloudInit | undefined;
  readonly dhcp: DhcpState;
  /** What is bound to interfaces by name; see noDependents for where nobody has looked. */
  readonly dependents: Dependents;
}

/** What decides whose an interface is, and what reads its configuration at the next boot. */
export const stackParts = ['live', 'links', 'network', 'networkManager', 'atBoot'] as const;
export type StackState = Pick<HostState, (typeof stackParts)[number]>;

/** Guests, and the bridges that they are on. */
export const guestParts = ['links', 'libvirt', 'libvirtNetworks', 'unreadNetworks'] as const;
export type GuestState = Pick<HostState, (typeof guestParts)[number]>;

/** What the kernel has of a bridge and its interface, compared with what it should have. */
export const linkParts = ['links', 'routes', 'dhcp'] as const;
export type LinkState = Pick<HostState, (typeof linkParts)[number] | 'rules' | 'libvirtNetworks' | 'unreadNetworks'>;
