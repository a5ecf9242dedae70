/** What is to be done to the host, as plain data that can be printed, stored, compared, applied and undone. */
import type { LinksBasis } from './links-basis.ts';
import type { RulesProgram, SavingWay } from './filters/filters.ts';

/** A file's whole content before and after; `null` where there is no file. */
export interface FileStep {
  readonly kind: 'file';
  readonly title: string;
  /** Absolute, as the host sees it (without the laboratory's root). */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Permission bits of the new file: what it had; of one that is made from others no more than those had. */
  readonly mode: number;
  /** What it had, where that was more. */
  readonly modeBefore?: number | undefined;
}

/**
 * One `ip -batch`, and the batch that undoes it (run with -force, each line safe to run twice). A line that
 * src/model/batch.ts makes stands for entries that are looked up when the batch is run.
 */
export interface LinksStep {
  readonly kind: 'links';
  readonly title: string;
  readonly bridge: string;
  readonly interface: string;
  /** The bridge's hardware address, by which an undo knows it again. */
  readonly mac: string;
  readonly batch: readonly string[];
  readonly reverse: readonly string[];
  /** What whoever takes over must have afterwards, as `192.0.2.10/24`; without link-local addresses. */
  readonly addresses: readonly string[];
  /** The interface's mtu before, in bytes. */
  readonly portMtu: number;
  /** The master that `interface` has while it is still ours to undo ('' for none). */
  readonly masterBefore: string;
  readonly masterAfter: string;
  /** Whether undoing takes the bridge away: it was not there before. */
  readonly createsBridge: boolean;
  /** What must still be so just before it is done; journals of version 0.1 have none. */
  readonly basis?: LinksBasis | undefined;
}

export const serviceActions = ['restart', 'start', 'stop', 'reload', 'enable', 'disable', 'nothing'] as const;
/** `enable` and `disable` are about the next boots, the others about now. */
export type ServiceAction = (typeof serviceActions)[number];

/** One of the host's own services. `undo` runs only if the step had begun. */
export interface ServiceStep {
  readonly kind: 'service';
  readonly title: string;
  /** `network`, `NetworkManager`, `libvirtd`: the unit's name without `.service`, and the init script's. */
  readonly service: string;
  readonly apply: ServiceAction;
  readonly undo: ServiceAction;
  /** For a step that only undoes: the number of the later step that must have begun for this to matter. */
  readonly undoIfBegun?: number;
}

/** One network card of a guest, of the guest that runs or of its next start. */
export interface GuestInterfaceStep {
  readonly kind: 'guest-interface';
  readonly title: string;
  /** libvirt's connection, as virsh(1) takes it: an undo knows no settings. */
  readonly uri: string;
  /** The guest's UUID: a name may be another guest's later. */
  readonly guest: string;
  /** For people. */
  readonly name: string;
  /** The bridge that the card joins, or leaves. */
  readonly bridge: string;
  readonly mac: string;
  readonly where: 'live' | 'config';
  /** `null` where there is no such card. */
  readonly before: GuestConnection | null;
  readonly after: GuestConnection | null;
}

/** What a guest's card is connected to, and the whole of it. */
export interface GuestConnection {
  /** `bridge`, `network` … */
  readonly type: string;
  readonly source: string;
  /** The <interface> element. */
  readonly xml: string;
}

/** A libvirt network on a bridge: defined, started now and at every boot; or removed. */
export interface LibvirtNetworkStep {
  readonly kind: 'libvirt-network';
  readonly title: string;
  readonly uri: string;
  readonly network: string;
  readonly bridge: string;
  readonly action: 'define' | 'undefine';
  /** Its whole definition. */
  readonly xml: string;
}

/** The DHCP client of one interface, dhclient(8), ended or started. Its paths are the host's. */
export interface DhcpClientStep {
  readonly kind: 'dhcp-client';
  readonly title: string;
  readonly action: 'end' | 'start';
  readonly device: string;
  /** The program and its arguments; of one that is ended, how it is started again if this is undone. */
  readonly command: readonly string[];
  readonly pidFile: string;
  readonly leaseFile: string;
  /** Whose leases a new client goes on with: the file, and the interface that they are for. */
  readonly leasesOf: { readonly file: string; readonly device: string } | undefined;
  /** Whether undoing takes the lease file away: it was not there before. */
  readonly createsLeaseFile: boolean;
  /** Seconds within which a new client must have got an address; 0 where it goes on with the one that is there. */
  readonly wait: number;
}

/** A folder that a file needs. It is removed only while it is empty. */
export interface DirectoryStep {
  readonly kind: 'directory';
  readonly title: string;
  readonly path: string;
  readonly action: 'make' | 'remove';
}

/** A setting of the kernel that a reboot forgets. */
export interface SysctlStep {
  readonly kind: 'sysctl';
  readonly title: string;
  /** Its path below /proc/sys, with slashes: a dot may be part of an interface's name. */
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** One setting of a bridge, by the name that sysfs and ip-link(8) have for it. */
export interface BridgeSettingStep {
  readonly kind: 'bridge-setting';
  readonly title: string;
  readonly bridge: string;
  readonly setting: string;
  readonly before: string;
  readonly after: string;
}

/** One rule in the table `filter`, at the top of its chain. */
export interface FirewallRuleStep {
  readonly kind: 'firewall-rule';
  readonly title: string;
  readonly program: RulesProgram;
  readonly chain: string;
  readonly rule: readonly string[];
  readonly action: 'add' | 'remove';
}

/** The host's own way to keep its rules for the next boot. */
export interface FirewallSaveStep {
  readonly kind: 'firewall-save';
  readonly title: string;
  readonly way: SavingWay;
  readonly programs: readonly RulesProgram[];
  /** What it may write, as it was; `null` where there was no file. */
  readonly files: readonly { readonly path: string; readonly before: string | null; readonly mode: number }[];
  /** The rule that the saved rules must hold afterwards, or must not. */
  readonly rule: string;
  readonly holds: boolean;
}

export type Step =
  | FileStep
  | LinksStep
  | ServiceStep
  | GuestInterfaceStep
  | LibvirtNetworkStep
  | DhcpClientStep
  | DirectoryStep
  | SysctlStep
  | BridgeSettingStep
  | FirewallRuleStep
  | FirewallSaveStep
  | NetworkManagerStep;

export const deviceManagements = ['unmanaged', 'external', 'managed'] as const;
/** What NetworkManager does with a device: nothing, watch what others made of it, or make it what it is. */
export type DeviceManagement = (typeof deviceManagements)[number];

/**
 * A device that a NetworkManager which cannot be stopped and started is told to leave alone (`unmanaged`), or to have back:
 * as something that others made (`external`), or with its own profile (`managed`). `undo` runs only if the step had begun.
 */
export interface NetworkManagerStep {
  readonly kind: 'network-manager';
  readonly title: string;
  readonly device: string;
  readonly apply: DeviceManagement;
  /** undefined: nothing, for a device that goes away by itself. */
  readonly undo?: DeviceManagement;
}

/** Steps in the order in which they are applied; undone in reverse. Empty: it is already so. */
export type Plan = readonly Step[];
