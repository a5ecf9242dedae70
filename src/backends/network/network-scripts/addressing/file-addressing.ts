/** What addresses and gateways the boot will make of a file's keys (initscripts: expand_config, ifup-eth, ifup-ipv6). */
import ipaddr from 'ipaddr.js';
import { AgentError } from '../../../../contract/errors.ts';
import { contains, type CidrAddress } from '../../../../model/addresses.ts';
import { isDhcp, refusesDefaultRoute, refusesIPv6 } from '../../ifcfg/readings.ts';
import { quoted } from '../../../../contract/quoted.ts';

/** A file's keys, with those of /etc/sysconfig/network behind them. */
export interface Keys {
  readonly name: string;
  readonly get: (key: string) => string | undefined;
  readonly getDefault: (key: string) => string | undefined;
}

export interface FileAddressing {
  readonly addresses: readonly CidrAddress[];
  readonly gateway4: string | undefined;
  /** Whether IPv4's default route has no gateway: it asks for every address on the link. */
  readonly onLink4?: boolean;
  /** Without its zone. */
  readonly gateway6: string | undefined;
}

/** IPADDR255 is the last that expand_config looks at. */
const mostAddresses = 256;

/**
 * Throws Refused for an address, prefix or mask that is none. `device` is the one that the file is for. What a DHCP server
 * will give is not known here.
 */
export function fileAddressing(keys: Keys, device: string): FileAddressing {
  const addresses4 = isDhcp(keys.get('BOOTPROTO')) ? [] : readAddresses4(keys);
  const addresses6 = refusesIPv6(either(keys, 'IPV6INIT')) ? [] : readAddresses6(keys);
  const gateway4 = readGateway4(keys, addresses4[0], device);
  return {
    addresses: [...addresses4, ...addresses6],
    gateway4,
    onLink4: gateway4 === undefined && leadsOntoLink(keys, addresses4[0], device),
    gateway6: refusesIPv6(either(keys, 'IPV6INIT')) ? undefined : readGateway6(keys, addresses6, device),
  };
}

function either(keys: Keys, key: string): string | undefined {
  return keys.get(key) ?? keys.getDefault(key);
}

/** IPADDR, IPADDR0 and IPADDR1 may be missing each; from IPADDR2 on the first gap ends the list. */
function readAddresses4(keys: Keys): CidrAddress[] {
  const addresses: CidrAddress[] = [];
  for (let index = -1; index < mostAddresses; index += 1) {
    const suffix = index < 0 ? '' : String(index);
    const address = keys.get(`IPADDR${suffix}`) ?? '';
    if (address !== '') addresses.push(readAddress4(keys, suffix, address));
    else if (index >= 2) break;
  }
  return addresses;
}

function readAddress4(keys: Keys, suffix: string, text: string): CidrAddress {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) throw malformed(keys, `IPADDR${suffix}`);
  const prefix = readPrefix(keys, suffix, text);
  return { family: 4, address: text, prefix: peerOf(keys) === undefined ? prefix : 32 };
}

/**
 * The other end in SCOPE="peer 192.0.2.1": ifup-eth hands it to `ip addr add` as it stands, and the prefix is the peer's then,
 * 32 (ip-address(8)). Rented servers reach their gateway so.
 */
export function peerOf({ get }: Pick<Keys, 'get'>): string | undefined {
  const peer = /^[ \t]*peer[ \t]+([0-9.]+)(?:\/32)?[ \t]*$/.exec(get('SCOPE') ?? '')?.[1];
  return peer !== undefined && ipaddr.IPv4.isValidFourPartDecimal(peer) ? peer : undefined;
}

function readPrefix(keys: Keys, suffix: string, address: string): number {
  const prefix = keys.get(`PREFIX${suffix}`) ?? '';
  const mask = keys.get(`NETMASK${suffix}`) ?? '';
  if (prefix !== '') return readLength(keys, `PREFIX${suffix}`, prefix, 32);
  if (mask === '') return classPrefix(address);
  const length = ipaddr.IPv4.isValidFourPartDecimal(mask) ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : null;
  if (length === null) throw malformed(keys, `NETMASK${suffix}`);
  return length;
}

/** Without a mask ipcalc uses that of the address's class (RFC 791). */
function classPrefix(address: string): number {
  const first = Number(address.slice(0, address.indexOf('.')));
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}

function readAddresses6(keys: Keys): CidrAddress[] {
  return ['IPV6ADDR', 'IPV6ADDR_SECONDARIES'].flatMap((key) => {
    const words = (keys.get(key) ?? '').split(/[ \t]+/).filter((word) => word !== '');
    return words.map((word) => readAddress6(keys, key, word));
  });
}

function readAddress6(keys: Keys, key: string, text: string): CidrAddress {
  const [address = '', length] = text.split('/', 2);
  if (!/^[0-9A-Fa-f:.]+$/.test(address) || !ipaddr.IPv6.isValid(address)) throw malformed(keys, key);
  // sysconfig.txt: 64 is assumed where the length is left out.
  const prefix = length === undefined ? 64 : readLength(keys, key, length, 128);
  return { family: 6, address: ipaddr.IPv6.parse(address).toRFC5952String(), prefix };
}

function readLength(keys: Keys, key: string, text: string, most: number): number {
  if (/^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= most) return Number(text);
  throw malformed(keys, key);
}

/** ifup-eth takes a GATEWAY only in the network of the first address, and not where GATEWAYDEV names another device. */
function readGateway4(keys: Keys, first: CidrAddress | undefined, device: string): string | undefined {
  const gateway = either(keys, 'GATEWAY') ?? '';
  const boundTo = either(keys, 'GATEWAYDEV') ?? '';
  if (gateway === '' || first === undefined || refusesDefaultRoute(either(keys, 'DEFROUTE'))) return undefined;
  if (boundTo !== '' && boundTo !== device) return undefined;
  if (!ipaddr.IPv4.isValidFourPartDecimal(gateway)) return undefined;
  return contains(first, { family: 4, address: gateway }) ? gateway : undefined;
}

/** Where GATEWAYDEV names the device and it has no gateway that counts, ifup-eth makes a default route without one. */
function leadsOntoLink(keys: Keys, first: CidrAddress | undefined, device: string): boolean {
  return first !== undefined && !refusesDefaultRoute(either(keys, 'DEFROUTE')) && either(keys, 'GATEWAYDEV') === device;
}

/**
 * A gateway in /etc/sysconfig/network belongs to the interface that its zone or IPV6_DEFAULTDEV names, else to the one that reaches
 * it; a link-local one needs either (network-functions-ipv6: ipv6_set_default_route).
 */
function readGateway6(keys: Keys, addresses: readonly CidrAddress[], device: string): string | undefined {
  const [text = '', zone] = (either(keys, 'IPV6_DEFAULTGW') ?? '').split('%', 2);
  const device6 = either(keys, 'IPV6_DEFAULTDEV') ?? '';
  const named = zone ?? (device6 === '' ? undefined : device6);
  if (!ipaddr.IPv6.isValid(text) || (named ?? device) !== device) return undefined;
  const gateway = { family: 6, address: ipaddr.IPv6.parse(text).toRFC5952String() } as const;
  if (named === undefined && gateway.address.startsWith('fe80:')) return undefined;
  const isOwn = named !== undefined || keys.get('IPV6_DEFAULTGW') !== undefined;
  return isOwn || addresses.some((network) => contains(network, gateway)) ? gateway.address : undefined;
}

function malformed(keys: Keys, key: string): AgentError {
  return new AgentError('Refused', `${quoted(keys.name)} sets ${key} to an invalid value; correct it first`);
}
