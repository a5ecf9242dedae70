/** Addresses, gateways and DNS servers as keys of an ifcfg file (initscripts: sysconfig.txt). */
import ipaddr from 'ipaddr.js';
import { contains, familyOf, type CidrAddress } from '../../../../model/addresses.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import type { Additions } from './reconcile.ts';

type Entries = Map<string, string>;

/** What addressing `static` asks for. IPv6 addresses are the only ones then: nothing is learned from routers. */
export function staticEntries(request: CreateBridgeRequest): Entries {
  const entries: Entries = new Map();
  addAddresses(entries, gatewaysNetworkFirst(request));
  if (request.addresses.some(({ family }) => family === 6)) entries.set('IPV6_AUTOCONF', 'no');
  for (const gateway of request.gateways) {
    entries.set(familyOf(gateway) === 6 ? 'IPV6_DEFAULTGW' : 'GATEWAY', zoned(gateway, request.bridge));
  }
  request.dns.forEach((server, index) => entries.set(`DNS${index + 1}`, server));
  return entries;
}

/** ifup-eth takes a gateway in the network of the first address only. */
function gatewaysNetworkFirst({ addresses, gateways }: CreateBridgeRequest): CidrAddress[] {
  const reaches = (network: CidrAddress): boolean =>
    gateways.some((address) => contains(network, { family: familyOf(address), address }));
  return addresses.toSorted((a, b) => Number(reaches(b)) - Number(reaches(a)));
}

/** `entries` with what the kernel had beyond them. */
export function withAdditions(entries: ReadonlyMap<string, string>, additions: Additions, bridge: string): Entries {
  const result: Entries = new Map(entries);
  addAddresses(result, additions.addresses);
  const { route4, route6 } = additions;
  if (route4?.gateway !== undefined) result.set('GATEWAY', route4.gateway);
  else if (route4 !== undefined) result.set('GATEWAYDEV', bridge);
  if (route4?.metric !== undefined) result.set('METRIC', String(route4.metric));
  if (route6?.gateway !== undefined) result.set('IPV6_DEFAULTGW', zoned(route6.gateway, bridge));
  return result;
}

/** ifup-ipv6 needs to know the device of a link-local gateway. */
function zoned(gateway: string, device: string): string {
  return gateway.startsWith('fe80:') ? `${gateway}%${device}` : gateway;
}

function addAddresses(entries: Entries, addresses: readonly CidrAddress[]): void {
  for (const address of addresses) {
    if (address.family === 4) addAddress4(entries, address);
    else addAddress6(entries, address);
  }
}

/** The first without a number, which RHEL 5 knows alone; the others from 1, as a gap would end the list (expand_config). */
function addAddress4(entries: Entries, { address, prefix }: CidrAddress): void {
  const suffix = firstFreeSuffix(entries);
  entries.set(`IPADDR${suffix}`, address);
  entries.set(`PREFIX${suffix}`, String(prefix));
  // RHEL 5 looks for the gateway's network by the mask alone (ifup-eth).
  if (suffix === '') entries.set('NETMASK', ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString());
}

function firstFreeSuffix(entries: Entries): string {
  const isFree = (suffix: string): boolean => (entries.get(`IPADDR${suffix}`) ?? '') === '';
  if (isFree('') && isFree('0')) return '';
  let index = 1;
  while (!isFree(String(index))) index += 1;
  return String(index);
}

function addAddress6(entries: Entries, { address, prefix }: CidrAddress): void {
  const text = `${address}/${prefix}`;
  const secondaries = entries.get('IPV6ADDR_SECONDARIES') ?? '';
  // In this spelling every version takes it.
  if (entries.get('IPV6INIT') !== 'yes') entries.set('IPV6INIT', 'yes');
  if ((entries.get('IPV6ADDR') ?? '') === '') entries.set('IPV6ADDR', text);
  else entries.set('IPV6ADDR_SECONDARIES', secondaries === '' ? text : `${secondaries} ${text}`);
}
