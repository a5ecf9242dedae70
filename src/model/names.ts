/** Names that reach a file, a command or another program. Each has a type of its own, made only by its parser. */
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

/** IFNAMSIZ less its NUL (linux/if.h): the kernel and other programs cut a longer name off, and mean another one. */
const longestInterface = 15;
const longestGuest = 255;
const longestNetwork = 50;

const bridgeGrammar = /^[A-Za-z][A-Za-z0-9_-]*$/;
const interfaceGrammar = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Words that the kernel's sysctl tree, the bonding driver or `ip` keep for themselves. */
const reservedWords = new Set(['lo', 'all', 'default', 'bonding_masters', 'dev', 'name', 'type', 'help']);
/** Other programs number their links so; and initscripts make a VLAN, a PPP or a CIPE link of some (init.d/network). */
const reservedPrefix = /^(?:(?:vnet|tap|tun|veth|docker|cni|bond|team|ppp|ippp|sit)\d|vlan|cipcb)/;
/** A file of such a name is skipped by `service network`, or taken for another link's (network-functions: need_config). */
const misreadByInitscripts = /^ifcfg-|-range/;
/** Ends of names that initscripts take for a backup (functions: __sed_discard_ignored_files). */
const ignoredAtBoot = /\.(?:bak|old|orig|rpmnew|rpmorig|rpmsave)$/;
/** One character means many names: `eth+` to iptables, `eth*` and the others to nft, systemd and the shell. */
const wildcardName = /^[A-Za-z0-9][A-Za-z0-9._-]*[+*?[\]][A-Za-z0-9._+*?[\]-]*$/;

/**
 * The name of a bridge to make or to work on. A letter first, so that it is never an option or an index; no dot, which
 * would make it a VLAN; nothing that a shell, a path, a glob, a regular expression or a firewall reads as more than
 * itself. Throws InvalidName; Refused for libvirt's own bridges; ReservedName for what has another meaning elsewhere.
 */
export function parseBridgeName(text: string): BridgeName {
  requireLength('bridge', text);
  if (!bridgeGrammar.test(text)) {
    throw invalid(`the bridge name ${quoted(text)} must be a letter and then letters, digits, '-' or '_'`);
  }
  if (isNatBridgeName(text)) throw natBridge(text);
  if (reservedWords.has(text) || reservedPrefix.test(text) || misreadByInitscripts.test(text)) {
    throw new AgentError(
      'ReservedName',
      `the name ${quoted(text)} has another meaning on a host; choose one like 'br0'`,
    );
  }
  return text as BridgeName;
}

/**
 * The name of a network card that should exist; whether it does is for the planner to see. Throws InvalidName for what
 * no card can be called, Refused for loopback, libvirt's own bridges and names that can't be written safely to the
 * host's files, ReservedName, and NotFound for a name copied with ip's `@`.
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
    throw invalid(`the interface name ${quoted(text)} cannot be bridged; give the name of a network card, like 'eth0'`);
  }
  if (isNatBridgeName(text)) throw natBridge(text);
  if (text === 'lo')
    throw new AgentError('Refused', "the loopback interface 'lo' can't be bridged; give a network card");
  if (misreadByInitscripts.test(text)) throw unsafe(text);
  if (reservedWords.has(text)) {
    throw new AgentError(
      'ReservedName',
      `the name ${quoted(text)} does not name a single interface; give the name of a network card`,
    );
  }
  return text as InterfaceName;
}

/** Whether a link of this name counts as libvirt's NAT bridge, in any case: nothing is ever attached to one. */
export function isNatBridgeName(name: string): boolean {
  return /^virbr/i.test(name);
}

export function isTransactionId(value: unknown): value is TransactionId {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}

/** A transaction's id, 128 random bits in lower-case hex. It becomes a folder's name. Throws InvalidArgs. */
export function parseTransactionId(text: string): TransactionId {
  if (isTransactionId(text)) return text;
  throw new AgentError('InvalidArgs', `${quoted(text)} is not a transaction id, which has 32 hex digits in lower case`);
}

/**
 * A libvirt domain's name or UUID; a UUID of either case comes out in lower case. Throws LimitsExceeded, InvalidArgs for
 * a UUID without dashes, and InvalidName for what libvirt or a command line would misread: `/`, a leading `-`, control
 * and format characters.
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
 * The name of a libvirt network to define. Throws LimitsExceeded; InvalidName for what a file's name, libvirt or a command
 * line would misread; Refused for `default`, which is libvirt's NAT network.
 */
export function parseNetworkName(text: string): NetworkName {
  if (byteLength(text) > longestNetwork) {
    throw new AgentError('LimitsExceeded', `the network name ${quoted(text)} is longer than ${longestNetwork} bytes`);
  }
  if (text === 'default') {
    throw new AgentError('Refused', "'default' is libvirt's own NAT network; give the network a name like 'lan'");
  }
  // virsh takes a name that looks like a UUID for one.
  const isUuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text);
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text) && !isUuid) return text as NetworkName;
  throw invalid(`${quoted(text)} is not a libvirt network's name; give letters, digits, '.', '_' and '-', like 'lan'`);
}

/** In bytes, and before any comparison: a longer name would pass a check and be cut off later (CVE-2019-13164). */
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
    `${quoted(text)} is a name of libvirt's NAT bridges, which nothing may join; use a bridge like 'br0'`,
  );
}

function unsafe(text: string): AgentError {
  return new AgentError(
    'Refused',
    `the interface name ${quoted(text)} can't be written safely to the host's files; rename the interface first`,
  );
}
