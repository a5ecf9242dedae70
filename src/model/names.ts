/** Names that reach a file, a command or another program. Each has its own type, which only its parser makes. */
import { AgentError } from '../contract/errors.ts';
import { quoted } from '../contract/quoted.ts';

declare const brand: unique symbol;
export type BridgeName = string & { readonly [brand]: 'BridgeName' };
export type InterfaceName = string & { readonly [brand]: 'InterfaceName' };
/** A libvirt network's name. */
export type NetworkName = string & { readonly [brand]: 'NetworkName' };
export type TransactionId = string & { readonly [brand]: 'TransactionId' };
/** A libvirt domain's name, or its UUID in lower case. */
export type GuestName = string & { readonly [brand]: 'GuestName' };

/** IFNAMSIZ less its NUL (linux/if.h): programs truncate a longer name, which is then another interface's. */
const longestInterface = 15;
const longestGuest = 255;
const longestNetwork = 50;

const bridgeGrammar = /^[A-Za-z][A-Za-z0-9_-]*$/;
const interfaceGrammar = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Words that the kernel's sysctl tree, the bonding driver or `ip` reserve. */
const reservedWords = ['lo', 'all', 'default', 'bonding_masters', 'dev', 'name', 'type', 'help'];
/**
 * Words that stand for no interface or for every one (pcap(3PCAP): any; ip, firewalls and NetworkManager: none), or with which
 * `ip link show` and `ip addr show` select others (ip-link(8), ip-address(8)).
 */
const misleadingWords = [
  ...['none', 'any', 'up', 'to', 'scope', 'label', 'group', 'vrf', 'master', 'nomaster'],
  ...['dynamic', 'permanent', 'temporary', 'tentative', 'deprecated', 'primary', 'secondary'],
];
const reservedForBridges = new Set([...reservedWords, ...misleadingWords]);
const reservedForInterfaces = new Set([...reservedWords, 'none', 'any']);
/** Other programs number their links like this, and initscripts treat some as VLAN, PPP or CIPE links (init.d/network). */
const reservedPrefix = /^(?:(?:vnet|tap|tun|veth|docker|cni|bond|team|ppp|ippp|sit)\d|vlan|cipcb)/;
/** `service network` skips files with these names, or reads them for another link (network-functions: need_config). */
const misreadByInitscripts = /^ifcfg-|-range/;
/** Suffixes that initscripts treat as backups (functions: __sed_discard_ignored_files). */
const ignoredAtBoot = /\.(?:bak|old|orig|rpmnew|rpmorig|rpmsave)$/;
/** A wildcard: `eth+` to iptables, `eth*` and the others to nft, systemd and the shell. */
const wildcardName = /^[A-Za-z0-9][A-Za-z0-9._-]*[+*?[\]][A-Za-z0-9._+*?[\]-]*$/;

/**
 * A bridge's name. It begins with a letter, so that it is never an option or an index; has no dot, which would make it a VLAN;
 * and no character with a meaning to a shell, path, glob, regular expression or firewall. Throws InvalidName; Refused for
 * libvirt's own bridges; ReservedName for a name with another meaning on a host.
 */
export function parseBridgeName(text: string): BridgeName {
  requireLength('bridge', text);
  if (!bridgeGrammar.test(text)) {
    throw invalid(`the bridge name ${quoted(text)} must be a letter and then letters, digits, '-' or '_'`);
  }
  if (isNatBridgeName(text)) throw natBridge(text);
  if (reservedForBridges.has(text) || reservedPrefix.test(text) || misreadByInitscripts.test(text)) {
    throw new AgentError(
      'ReservedName',
      `the name ${quoted(text)} has another meaning on a host; choose one like 'br0'`,
    );
  }
  return text as BridgeName;
}

/**
 * The name of an interface to put behind a bridge; the planner finds out whether it exists. Throws InvalidName; Refused for
 * loopback, libvirt's own bridges and names that cannot be written safely to the host's files; ReservedName; and NotFound for
 * a name copied with ip's `@`.
 */
export function parseInterfaceName(text: string): InterfaceName {
  requireLength('interface', text);
  if (wildcardName.test(text)) throw unsafe(text);
  if (/^[A-Za-z0-9._-]+@[A-Za-z0-9._-]*$/.test(text)) {
    const name = quoted(text.slice(0, text.indexOf('@')));
    throw new AgentError(
      'NotFound',
      `there is no interface ${quoted(text)}; leave out what ip prints after '@': ${name}`,
    );
  }
  if (!interfaceGrammar.test(text) || !/[A-Za-z]/.test(text) || ignoredAtBoot.test(text)) {
    throw invalid(`${quoted(text)} is not the name of a network interface; give one like 'eth0'`);
  }
  if (isNatBridgeName(text)) throw natBridge(text);
  if (text === 'lo')
    throw new AgentError(
      'Refused',
      "the loopback interface 'lo' cannot be bridged; give another interface, like 'eth0'",
    );
  if (misreadByInitscripts.test(text)) throw unsafe(text);
  if (reservedForInterfaces.has(text)) {
    throw new AgentError(
      'ReservedName',
      `the name ${quoted(text)} does not name a single interface; give one like 'eth0'`,
    );
  }
  return text as InterfaceName;
}

/** Whether the name is one of libvirt's NAT bridges, in upper or lower case: nothing is ever attached to one. */
export function isNatBridgeName(name: string): boolean {
  return /^virbr/i.test(name);
}

export function isTransactionId(value: unknown): value is TransactionId {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}

/** A transaction's id, 128 random bits in lower-case hex; it is also its folder's name. Throws InvalidArgs. */
export function parseTransactionId(text: string): TransactionId {
  if (isTransactionId(text)) return text;
  throw new AgentError('InvalidArgs', `${quoted(text)} is not a transaction id, which has 32 hex digits in lower case`);
}

/**
 * A libvirt domain's name or UUID, a UUID in lower case. Throws LimitsExceeded; InvalidArgs for a UUID without dashes;
 * InvalidName for what libvirt or a command line would misread: `/`, a leading `-`, control and format characters.
 */
export function parseGuestName(text: string): GuestName {
  if (byteLength(text) > longestGuest) {
    throw new AgentError('LimitsExceeded', `the guest name ${quoted(text)} is longer than ${longestGuest} bytes`);
  }
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase() as GuestName;
  if (/^[0-9a-f]{32}$/i.test(text)) {
    throw new AgentError(
      'InvalidArgs',
      `the guest UUID ${quoted(text)} has no dashes; write it as 8-4-4-4-12 hex digits`,
    );
  }
  if (text === '' || /^[-\s]|\s$|[/\p{C}\p{Zl}\p{Zp}]/u.test(text)) {
    throw invalid(`${quoted(text)} is not a guest's name; give the name or the UUID that virsh list shows`);
  }
  return text as GuestName;
}

/**
 * The name of a libvirt network to define. Throws LimitsExceeded; InvalidName for what a file name, libvirt or a command line
 * would misread; Refused for `default`, libvirt's NAT network.
 */
export function parseNetworkName(text: string): NetworkName {
  if (byteLength(text) > longestNetwork) {
    throw new AgentError(
      'LimitsExceeded',
      `the network name ${quoted(text)} is longer than ${longestNetwork} bytes; choose a shorter one`,
    );
  }
  if (text === 'default') {
    throw new AgentError('Refused', "'default' is libvirt's own NAT network; give the network a name like 'lan'");
  }
  // virsh reads a name that looks like a UUID as a UUID.
  const isUuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text);
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text) && !isUuid) return text as NetworkName;
  throw invalid(`${quoted(text)} is not a libvirt network's name; give letters, digits, '.', '_' and '-', like 'lan'`);
}

/** In bytes, and before any comparison: a longer name would pass a check and be truncated later (CVE-2019-13164). */
function requireLength(what: 'bridge' | 'interface', text: string): void {
  const bytes = byteLength(text);
  if (bytes === 0)
    throw invalid(`the ${what} name '' is empty; give one like ${what === 'bridge' ? "'br0'" : "'eth0'"}`);
  if (bytes > longestInterface) {
    throw invalid(`the ${what} name ${quoted(text)} has ${bytes} bytes; the kernel takes at most ${longestInterface}`);
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function invalid(message: string): AgentError {
  return new AgentError('InvalidName', message);
}

function natBridge(text: string): AgentError {
  return new AgentError(
    'Refused',
    `${quoted(text)} is the name of a libvirt NAT bridge, which nothing may join; use a bridge like 'br0'`,
  );
}

function unsafe(text: string): AgentError {
  return new AgentError(
    'Refused',
    `the interface name ${quoted(text)} cannot be written safely to the host's files; rename the interface first`,
  );
}
