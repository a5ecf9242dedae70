/** The filters that a bridged frame passes on a host, as far as they can be read: one form for iptables and nftables. */
import type { HostFile } from './host-file.ts';

/** The version of IP that a filter is for. */
export type Family = 4 | 6;

export interface InterfaceMatch {
  readonly direction: 'in' | 'out';
  /** `br0`; a `+` or `*` at the end matches every name with that beginning. */
  readonly name: string;
  readonly negated: boolean;
}

export type FilterTarget =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'other' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

export interface FilterRule {
  /** As iptables prints it, to recognise our own. Only root may read it, so it is in no reply. */
  readonly text?: string;
  readonly interfaces: readonly InterfaceMatch[];
  /**
   * Further conditions: `none`; `tracked`, a state of connection tracking that a connection's first frame does not have;
   * `some`, anything else.
   */
  readonly conditions: 'none' | 'tracked' | 'some';
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
  unreadable: [],
  owners: [],
  saving: undefined,
  files: [],
  folders: [],
  udev: false,
};
