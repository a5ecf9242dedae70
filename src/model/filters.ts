/** What a bridged frame meets on a host, as far as it can be read: one form for iptables and nftables. */
import type { HostFile } from './host-file.ts';

/** The version of IP that a filter looks at. */
export type Family = 4 | 6;

export interface InterfaceMatch {
  readonly direction: 'in' | 'out';
  /** `br0`; with `+` or `*` at the end, every name that begins so. */
  readonly name: string;
  readonly negated: boolean;
}

export type FilterTarget =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'other' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

export interface FilterRule {
  /** As iptables prints it, by which ours is known again. Only root may read it: it is in no answer. */
  readonly text?: string;
  readonly interfaces: readonly InterfaceMatch[];
  /**
   * Which bridged frames it is for besides: `none`, all of them; `tracked`, those of connections in some state, which the
   * first frame of a connection is not; `some`, whatever it compares.
   */
  readonly conditions: 'none' | 'tracked' | 'some';
  readonly target: FilterTarget;
}

export interface FilterTable {
  /** For people: `iptables`, `nft table inet filter`. */
  readonly name: string;
  readonly families: readonly Family[];
  /** Sees every bridged frame, whatever br_netfilter is told: nft's family `bridge`. */
  readonly bridge: boolean;
  /** The chains that forwarded packets enter, with what becomes of those that no rule decides. */
  readonly base: readonly { readonly chain: string; readonly policy: 'accept' | 'drop' }[];
  readonly chains: Readonly<Record<string, readonly FilterRule[]>>;
}

/** Programs that count on bridged frames going through iptables. */
export type FilterOwner = 'Docker' | 'Kubernetes' | 'firewalld';

export type RulesProgram = 'iptables' | 'ip6tables';
export type SavingWay = 'service' | 'netfilter-persistent';

/** How this host keeps its rules for the next boot. */
export interface Saving {
  readonly way: SavingWay;
  /** Whose rules it keeps. */
  readonly programs: readonly RulesProgram[];
}

export interface HostFilters {
  readonly tables: readonly FilterTable[];
  /** Programs whose rules could not be read, as `nft`. */
  readonly unreadable: readonly string[];
  readonly owners: readonly FilterOwner[];
  /** undefined where nothing keeps rules for the next boot. */
  readonly saving: Saving | undefined;
  /** Those that are there of the saved rules, the drop-in and the udev rule. */
  readonly files: readonly HostFile[];
  /** Which of the folders that we write to are there. */
  readonly folders: readonly string[];
  /** Whether udev is installed. */
  readonly udev: boolean;
}

/** A host on which nothing filters, for where nobody has looked. */
export const noFilters: HostFilters = {
  tables: [],
  unreadable: [],
  owners: [],
  saving: undefined,
  files: [],
  folders: [],
  udev: false,
};
