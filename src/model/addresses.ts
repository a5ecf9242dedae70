/** IP addresses from callers, in one form only: `ip` reads 192.0.2.1/024 as /20 and 010.0.0.1 as 8.0.0.1. */
import ipaddr from 'ipaddr.js';
import { AgentError } from '../contract/errors.ts';
import { quoted } from '../contract/quoted.ts';

export interface IpAddress {
  readonly family: 4 | 6;
  /** Canonical: lower case, compressed (RFC 5952). */
  readonly address: string;
}

export interface CidrAddress extends IpAddress {
  readonly prefix: number;
}

/** Not the address of one machine: this network, multicast, reserved (RFC 6890), `::` and embedded IPv4. */
const noMachine = ['0.0.0.0/8', '224.0.0.0/3', '::/128', '::ffff:0:0/96', 'ff00::/8'].map(parseRange);
/** Addresses that a host has by itself: loopback and link-local (RFC 3927, RFC 4291). */
const loopback = ['127.0.0.0/8', '::/96'].map(parseRange);
const linkLocal = ['169.254.0.0/16', 'fe80::/10'].map(parseRange);

/** An address for the host, for example 192.0.2.10/24 or 2001:db8::10/64. Throws InvalidAddress. */
export function parseCidr(text: string): CidrAddress {
  const parts = /^([^/]*)\/([1-9]\d{0,2})$/.exec(text);
  const parsed = parts === null ? undefined : parseStrictly(parts[1] ?? '');
  const prefix = Number(parts?.[2]);
  if (parsed === undefined || prefix > bits(parsed)) {
    throw invalid(text, 'an address with its prefix length, like 192.0.2.10/24 or 2001:db8::10/64');
  }
  if (isIn(parsed, [...noMachine, ...loopback, ...linkLocal]))
    throw invalid(text, 'an address that can be given to a host; give a global or private one, like 192.0.2.10/24');
  const cidr = { ...plain(parsed), prefix };
  if (isNetworkOrBroadcast(cidr))
    throw invalid(
      text,
      'a host address, but the network or broadcast address of its subnet; give the address of a host',
    );
  return cidr;
}

/** A gateway's or a DNS server's address, without a prefix. Link-local and loopback pass. Throws InvalidAddress. */
export function parseAddress(text: string): IpAddress {
  const parsed = parseStrictly(text);
  if (parsed === undefined || isIn(parsed, noMachine)) {
    throw invalid(text, 'the address of one machine, like 192.0.2.1 or 2001:db8::1');
  }
  return plain(parsed);
}

/** The family of an address that is known to be one; nothing is checked. */
export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

/** Whether the address lies in the network that `network` names. */
export function contains(network: CidrAddress, address: IpAddress): boolean {
  return network.family === address.family && isIn(ipaddr.parse(address.address), [rangeOf(network)]);
}

/** A test whether an address lies in one of the networks, which may be thousands: none is compared one by one. */
export function anyOf(networks: readonly CidrAddress[]): (address: IpAddress) => boolean {
  const known = new Set(networks.map(({ address, prefix }) => networkKey(ipaddr.parse(address), prefix)));
  const prefixes = { 4: new Set<number>(), 6: new Set<number>() };
  for (const { family, prefix } of networks) prefixes[family].add(prefix);
  return ({ family, address }) => {
    const parsed = ipaddr.parse(address);
    return [...prefixes[family]].some((prefix) => known.has(networkKey(parsed, prefix)));
  };
}

/** Equal for the addresses of one network. */
function networkKey(address: Parsed, prefix: number): string {
  const bytes = address.toByteArray();
  const kept = bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, prefix - 8 * index))));
  return `${prefix} ${kept.join('.')}`;
}

/** Whether two networks have an address in common. */
export function overlaps(a: CidrAddress, b: CidrAddress): boolean {
  return contains(a, b) || contains(b, a);
}

/** Whether the host part is all zeros or, in IPv4, all ones; never in /31, /32, /127 and /128 (RFC 3021, RFC 6164). */
export function isNetworkOrBroadcast(cidr: CidrAddress): boolean {
  const text = `${cidr.address}/${cidr.prefix}`;
  if (cidr.family === 6) return cidr.prefix < 127 && sameAddress(ipaddr.IPv6.networkAddressFromCIDR(text), cidr);
  if (cidr.prefix > 30) return false;
  const ends = [ipaddr.IPv4.networkAddressFromCIDR(text), ipaddr.IPv4.broadcastAddressFromCIDR(text)];
  return ends.some((end) => sameAddress(end, cidr));
}

/** Whether the address is link-local (RFC 3927, RFC 4291), and so reachable without a subnet of the host's. */
export function isLinkLocal(address: IpAddress): boolean {
  return isIn(ipaddr.parse(address.address), linkLocal);
}

/**
 * An interface's MAC address, six bytes with colons; returned in lower case. Throws InvalidAddress, also for multicast and all
 * zeros, which the kernel refuses; Refused for fe:…, which libvirt gives to its taps.
 */
export function parseMac(text: string): string {
  const mac = text.toLowerCase();
  if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac)) throw invalid(text, 'a MAC address like 52:54:00:12:34:56');
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1 || mac === '00:00:00:00:00:00') {
    throw invalid(text, 'the MAC address of a single network card; give one like 52:54:00:12:34:56');
  }
  if (mac.startsWith('fe:')) {
    throw new AgentError(
      'Refused',
      `the MAC address '${mac}' begins with 'fe:', which libvirt uses for its taps; give one like '52:54:00:12:34:56'`,
    );
  }
  return mac;
}

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Parsed, number];

/** No zone, no IPv4 in IPv6, no leading zeros: stricter than ipaddr.js and `ip`. */
function parseStrictly(text: string): Parsed | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return /^[0-9A-Fa-f:]{2,39}$/.test(text) && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

function parseRange(text: string): Range {
  return ipaddr.parseCIDR(text);
}

function rangeOf(cidr: CidrAddress): Range {
  return [ipaddr.parse(cidr.address), cidr.prefix];
}

function isIn(address: Parsed, ranges: readonly Range[]): boolean {
  return ranges.some((range) => range[0].kind() === address.kind() && address.match(range));
}

function plain(parsed: Parsed): IpAddress {
  return parsed instanceof ipaddr.IPv4
    ? { family: 4, address: parsed.toString() }
    : { family: 6, address: parsed.toRFC5952String() };
}

function bits(parsed: Parsed): 32 | 128 {
  return parsed.kind() === 'ipv4' ? 32 : 128;
}

function sameAddress(parsed: Parsed, other: IpAddress): boolean {
  return plain(parsed).address === other.address;
}

function invalid(text: string, wanted: string): AgentError {
  return new AgentError('InvalidAddress', `${quoted(text)} is not ${wanted}`);
}
