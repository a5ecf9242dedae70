/** The host's own firewall, as far as it names interfaces: one form for iptables and nftables. */
import type { HostFile } from './host-file.ts';
import type { RulesProgram } from './filters.ts';

/** Each program with rules of its own; iptables has two kernels' backends, and a host may use both. */
export type XtablesProgram = RulesProgram | `${RulesProgram}-${'legacy' | 'nft'}`;
type FirewallProgram = XtablesProgram | 'nft';

/** One comparison of a packet's interface. */
export interface InterfaceLookup {
  readonly direction: 'in' | 'out';
  /** `eth0`; with `+` (iptables) or `*` (nft) at the end, every name that begins so. */
  readonly names: readonly string[];
  readonly negated: boolean;
  /** The named set or map of nft that holds the names. */
  readonly set?: string;
}

/** A rule that compares an interface and does something, in a chain that packets reach. */
export interface NamingRule {
  readonly program: FirewallProgram;
  /** `filter`; of nft `inet filter`. */
  readonly table: string;
  readonly chain: string;
  /** Its number in its chain, from 1. */
  readonly position: number;
  /** By which nft knows it. */
  readonly handle?: number;
  /** As iptables-save prints it, or its expressions as JSON, without counters. Only root may read it: it is in no answer. */
  readonly text: string;
  /** What of it may be shown: interfaces, protocol, ports and target. */
  readonly brief: string;
  readonly lookups: readonly InterfaceLookup[];
  /** netfilter's hooks from which packets come to it: `input`, `forward` … */
  readonly hooks: readonly string[];
  readonly accepts: boolean;
  /** Compares the port of a bridge, not the interface that a packet of the host's came by. */
  readonly ofPort: boolean;
  /** The comment of a rule of nft that we have made. */
  readonly mark?: string;
}

/** A named set or map of nft whose elements hold interfaces. */
export interface InterfaceSet {
  /** `inet filter`. */
  readonly table: string;
  readonly name: string;
  readonly kind: 'set' | 'map';
  /** Which part of an element is the interface's name; undefined where it holds their numbers. */
  readonly part: number | undefined;
  /** As libnftables-json(5) has them. */
  readonly elements: readonly unknown[];
}

/** Where frames of a device are taken aside: they are still seen once the device is a port, those of guests too. */
export interface DeviceHook {
  /** For people: `chain 'in' of nft table 'netdev t'`. */
  readonly name: string;
  /** None where nft does not say which. */
  readonly devices: readonly string[];
}

/** A hook at which a table lets nothing pass that none of its rules accepts. */
export interface ClosedHook {
  readonly program: FirewallProgram;
  readonly table: string;
  readonly hook: string;
}

export interface HostFirewall {
  readonly rules: readonly NamingRule[];
  readonly sets: readonly InterfaceSet[];
  readonly devices: readonly DeviceHook[];
  readonly closed: readonly ClosedHook[];
  /** Programs whose rules could not be read. */
  readonly unreadable: readonly string[];
  /** Saved rules and the configuration of firewalls, those that are there. */
  readonly files: readonly HostFile[];
}

/** A host without a firewall, for where nobody has looked. */
export const noHostFirewall: HostFirewall = {
  rules: [],
  sets: [],
  devices: [],
  closed: [],
  unreadable: [],
  files: [],
};
