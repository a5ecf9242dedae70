/** The filters that a bridged frame passes on a host, as far as they can be read: one form for iptables and nftables. */
import type { CidrAddress } from './addresses.ts';
import type { HostFile } from './host-file.ts';

/** The version of IP that a filter is for. */
export type Family = 4 | 6;

export interface InterfaceMatch {
  readonly direction: 'in' | 'out';
  /** `br0`; a `+` or `*` at the end matches every name with that beginning. */
  readonly name: string;
  readonly negated: boolean;
}

/** Of the source or the destination of a packet. */
export interface NetworkMatch {
  readonly end: 'source' | 'destination';
  readonly network: CidrAddress;
  readonly negated: boolean;
}

/** `alter`: the packet's source or destination becomes another; `what` is the target's name, as iptables spells it. */
export type FilterTarget =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'other' }
  | { readonly kind: 'alter'; readonly what: string }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

export interface FilterRule {
  /** As iptables prints it, to recognise our own. Only root may read it, so it is in no reply. */
  readonly text?: string;
  readonly interfaces: readonly InterfaceMatch[];
  readonly networks: readonly NetworkMatch[];
  /** Marks that packets must have, or must not have; they come from other rules. */
  readonly mark: 'any' | 'marked' | 'unmarked';
  /**
   * Further conditions: `none`; `never`, what the first frame of a connection between a guest and the LAN does not have: a
   * state of connection tracking, or an address of the host; `some`, anything else.
   */
  readonly conditions: 'none' | 'never' | 'some';
  readonly target: FilterTarget;
}

export interface FilterTable {
  /** For messages: `iptables`, `nft table inet filter`. */
  readonly name: string;
  readonly families: readonly Family[];
  /** nft's family `bridge`: sees every bridged frame, independently of br_netfilter. */
  readonly bridge: boolean;
  /** The chains that forwarded packets enter, with their policies. */
  readonly base: readonly { readonly chain: string; readonly policy: 'accept' | 'drop' }[];
  readonly chains: Readonly<Record<string, readonly FilterRule[]>>;
}

/** A table that changes addresses. Bridged frames pass it where br_netfilter calls iptables for their family. */
export interface NatTable {
  /** For messages: `iptables nat`, `nft table ip nat`. */
  readonly name: string;
  /** The program that adds rules to it; undefined for tables of nft, and of the backend that the program does not use. */
  readonly program: RulesProgram | undefined;
  readonly families: readonly Family[];
  readonly base: readonly { readonly chain: string; readonly hook: NatHook }[];
  readonly chains: Readonly<Record<string, readonly FilterRule[]>>;
}

export type NatHook = 'prerouting' | 'postrouting';

/** Programs that rely on bridged frames passing iptables. */
export type FilterOwner = 'Docker' | 'Kubernetes' | 'firewalld';

export type RulesProgram = 'iptables' | 'ip6tables';
export type SavingWay = 'service' | 'netfilter-persistent';

/** How this host saves its rules for the next boot. */
export interface Saving {
  readonly way: SavingWay;
  /** The programs whose rules it saves. */
  readonly programs: readonly RulesProgram[];
}

export interface HostFilters {
  readonly tables: readonly FilterTable[];
  readonly nat: readonly NatTable[];
  /** Programs whose rules could not be read: `nft` … */
  readonly unreadable: readonly string[];
  readonly owners: readonly FilterOwner[];
  /** undefined if rules are not saved for the next boot. */
  readonly saving: Saving | undefined;
  /** The existing ones of the saved rules, the drop-in and the udev rule. */
  readonly files: readonly HostFile[];
  /** The existing ones of the folders that we write to. */
  readonly folders: readonly string[];
  /** Whether udev is installed. */
  readonly udev: boolean;
}

/** No filters: for readings of the host that leave them out. */
export const noFilters: HostFilters = {
  tables: [],
  nat: [],
  unreadable: [],
  owners: [],
  saving: undefined,
  files: [],
  folders: [],
  udev: false,
};
