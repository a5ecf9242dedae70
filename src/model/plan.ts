/**
 * What is to be done to the host, as plain data that can be printed, stored, compared, applied and undone. Each kind of step is
 * a schema, which checks a journal's steps, and the type derived from it.
 */
import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.ts';
import { isCommandFor } from './dhcp/command.ts';
import { isClientFile } from './dhcp/files.ts';
import {
  firewallRuleStep,
  firewallRulesStep,
  firewallSaveStep,
  firewalldZoneStep,
  nftElementStep,
  nftRuleStep,
  nftRulesStep,
} from './firewall-steps.ts';
import { networkManagerProfileStep, networkManagerStateStep } from './network-manager-step.ts';

/** A file's whole content before and after; `null` where there is no file. */
const fileStep = v.object({
  kind: v.literal('file'),
  title: v.string(),
  /** Absolute, as the host sees it. */
  path: v.string(),
  before: v.nullable(v.string()),
  after: v.nullable(v.string()),
  /** Permission bits of the new file; if it is made from other files, no more than they had. */
  mode: v.number(),
  /** Those of the old file, if they were more. */
  modeBefore: v.optional(v.number()),
  /** The file whose owner, group and attributes it gets; left out for those of the file that it replaces. */
  like: v.optional(v.string()),
});

/** What the plan of a links step is based on. */
const linksBasis = v.object({
  /** The device that has the host's addresses. */
  from: v.string(),
  /** The uplink's index: udev may give its name to another interface. */
  index: v.number(),
  mac: v.string(),
  /** The addresses and routes that are moved. */
  moving: v.array(v.string()),
});

/**
 * One `ip -batch`, and the batch that undoes it (run with -force; each line is safe to run twice). Some lines stand for entries
 * that are looked up when the batch is run: src/backends/links/batch.ts.
 */
const linksStep = v.object({
  kind: v.literal('links'),
  title: v.string(),
  bridge: v.string(),
  interface: v.string(),
  /** The bridge's hardware address, by which an undo recognises it. */
  mac: v.string(),
  batch: v.array(v.string()),
  reverse: v.array(v.string()),
  /** The addresses that the new device must have afterwards, as `192.0.2.10/24`; without link-local ones. */
  addresses: v.array(v.string()),
  /** The routes through it afterwards (routeKey); missing in older journals. */
  routes: v.optional(v.array(v.string())),
  /** The interface's mtu before, in bytes. */
  portMtu: v.number(),
  /** Whether the MTU changes; missing in older journals. */
  changesMtu: v.optional(v.boolean()),
  /** The master that `interface` has while it is still ours to undo ('' for none). */
  masterBefore: v.string(),
  masterAfter: v.string(),
  /** Whether the step creates the bridge, so that an undo removes it. */
  createsBridge: v.boolean(),
  /** Whether the bridge is there already, made by others, and stays whatever becomes of the step; left out for no. */
  keepsBridge: v.optional(v.boolean()),
  /** What must still be so when the step is applied; missing in journals of version 0.1. */
  basis: v.optional(linksBasis),
});

/** `enable` and `disable` concern the next boots, the others the running service. */
const serviceAction = v.picklist(['restart', 'start', 'stop', 'reload', 'enable', 'disable', 'nothing']);

/** One of the host's own services. `undo` runs only if the step had begun. */
const serviceStep = v.object({
  kind: v.literal('service'),
  title: v.string(),
  /** `network`, `NetworkManager`, `libvirtd`: the unit's name without `.service`, and the init script's. */
  service: v.string(),
  apply: serviceAction,
  undo: serviceAction,
  /** For a step that only undoes: the number of the later step that must have begun for this to matter. */
  undoIfBegun: v.optional(v.number()),
});

/** A guest interface, and what it is connected to. */
const guestConnection = v.object({
  /** `bridge`, `network` … */
  type: v.string(),
  source: v.string(),
  /** The <interface> element. */
  xml: v.string(),
});

/** One guest interface, of the running guest or of its configuration. */
const guestInterfaceStep = v.object({
  kind: v.literal('guest-interface'),
  title: v.string(),
  /** libvirt's connection, as virsh(1) takes it: undo.sh has no settings. */
  uri: v.string(),
  /** The guest's UUID, because its name may become another guest's. */
  guest: v.string(),
  /** The guest's name, for messages. */
  name: v.string(),
  /** The bridge that the interface joins or leaves. */
  bridge: v.string(),
  mac: v.string(),
  where: v.picklist(['live', 'config']),
  /** `null` if there is no such interface. */
  before: v.nullable(guestConnection),
  after: v.nullable(guestConnection),
});

/** A libvirt network on a bridge: defined, started now and at every boot; or removed. */
const libvirtNetworkStep = v.object({
  kind: v.literal('libvirt-network'),
  title: v.string(),
  uri: v.string(),
  network: v.string(),
  bridge: v.string(),
  action: v.picklist(['define', 'undefine']),
  /** Its whole definition. */
  xml: v.string(),
});

/** The DHCP client of one interface, dhclient(8), ended or started. Its paths are the host's. */
const dhcpClientStep = v.pipe(
  v.object({
    kind: v.literal('dhcp-client'),
    title: v.string(),
    action: v.picklist(['end', 'start']),
    device: v.string(),
    /** The program and its arguments; for a client that is ended, those with which an undo starts it again. */
    command: v.array(v.string()),
    pidFile: v.string(),
    leaseFile: v.string(),
    /** The leases that a new client continues: the file, and the interface that they are for. */
    leasesOf: v.optional(v.object({ file: v.string(), device: v.string() })),
    /** Whether the step creates the lease file, so that an undo removes it. */
    createsLeaseFile: v.boolean(),
    /** Seconds within which a new client must get an address; 0 if it continues with the present one. */
    wait: v.number(),
  }),
  v.check((step) => isCommandFor(step.command, step.device, step)),
  v.check(({ leasesOf }) => leasesOf === undefined || isClientFile('lease', leasesOf.file)),
);

/** A folder that a file needs. It is removed only while it is empty. */
const directoryStep = v.object({
  kind: v.literal('directory'),
  title: v.string(),
  path: v.string(),
  action: v.picklist(['make', 'remove']),
});

/** A kernel setting, lost with a reboot. */
const sysctlStep = v.object({
  kind: v.literal('sysctl'),
  title: v.string(),
  /** Its path below /proc/sys, with slashes, because an interface's name may have a dot. It decides which file is written. */
  key: v.pipe(
    v.string(),
    v.regex(/^net\/(?:bridge\/[a-z0-9-]+|ipv[46]\/(?:conf|neigh)\/(?!\.{1,2}\/)[^/\s]{1,15}\/[a-z0-9_]+)$/),
  ),
  before: v.string(),
  after: v.string(),
});

/** One setting of a bridge, by its name in sysfs and ip-link(8). */
const bridgeSettingStep = v.object({
  kind: v.literal('bridge-setting'),
  title: v.string(),
  bridge: v.string(),
  setting: v.string(),
  before: v.string(),
  after: v.string(),
});

/** What a link has by itself: its MTU in bytes, its hardware address, or `up` and `down` as its state. */
const linkSettingStep = v.object({
  kind: v.literal('link-setting'),
  title: v.string(),
  device: v.string(),
  setting: v.picklist(['mtu', 'address', 'state']),
  before: v.string(),
  after: v.string(),
});

/** An interface without addresses of its own is plugged into a bridge, or taken out of it. */
const portStep = v.object({
  kind: v.literal('port'),
  title: v.string(),
  interface: v.string(),
  bridge: v.string(),
  /** Left out: it joins. */
  action: v.optional(v.picklist(['join', 'leave'])),
  /** Lines for `ip -batch`, and those that undo them (run with -force; each is safe to run twice); left out: its master alone. */
  batch: v.optional(v.array(v.string())),
  reverse: v.optional(v.array(v.string())),
});

export const stepSchema = v.variant('kind', [
  fileStep,
  linksStep,
  serviceStep,
  guestInterfaceStep,
  libvirtNetworkStep,
  dhcpClientStep,
  directoryStep,
  sysctlStep,
  bridgeSettingStep,
  linkSettingStep,
  portStep,
  firewallRuleStep,
  firewallRulesStep,
  firewallSaveStep,
  firewalldZoneStep,
  nftRuleStep,
  nftRulesStep,
  nftElementStep,
  networkManagerStateStep,
  networkManagerProfileStep,
]);

export type Step = DeepReadonly<v.InferOutput<typeof stepSchema>>;
type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

export type FileStep = StepOf<'file'>;
export type LinksStep = StepOf<'links'>;
export type LinksBasis = NonNullable<LinksStep['basis']>;
export type ServiceStep = StepOf<'service'>;
export type ServiceAction = ServiceStep['apply'];
export type GuestInterfaceStep = StepOf<'guest-interface'>;
export type GuestConnection = NonNullable<GuestInterfaceStep['after']>;
export type LibvirtNetworkStep = StepOf<'libvirt-network'>;
export type DhcpClientStep = StepOf<'dhcp-client'>;
export type DirectoryStep = StepOf<'directory'>;
export type SysctlStep = StepOf<'sysctl'>;
export type BridgeSettingStep = StepOf<'bridge-setting'>;
export type LinkSettingStep = StepOf<'link-setting'>;
export type PortStep = StepOf<'port'>;
export type FirewallRuleStep = StepOf<'firewall-rule'>;
export type FirewallRulesStep = StepOf<'firewall-rules'>;
export type FirewallSaveStep = StepOf<'firewall-save'>;
export type FirewalldZoneStep = StepOf<'firewalld-zone'>;
export type NftRuleStep = StepOf<'nft-rule'>;
export type NftRulesStep = StepOf<'nft-rules'>;
export type NftElementStep = StepOf<'nft-element'>;
export type NetworkManagerStateStep = StepOf<'network-manager-state'>;
export type NetworkManagerProfileStep = StepOf<'network-manager-profile'>;

/** Steps in the order in which they are applied; an undo reverses it. Empty if there is nothing to do. */
export type Plan = readonly Step[];
