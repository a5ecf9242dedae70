/** The networks in the rules of a firewall, and those that the machines on a bridge are taken to be in. */
import ipaddr from 'ipaddr.js';
import { contains, overlaps, type CidrAddress } from '../../model/addresses.ts';
import type { Link } from '../../model/host-state.ts';
import type { TrafficState } from '../../model/traffic-state.ts';

/** As iptables and nft print it, `192.0.2.0/24` or one address; undefined for anything else. */
export function networkOf(text: string): CidrAddress | undefined {
  const [address = '', length] = text.split('/');
  if (!ipaddr.isValid(address) || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const parsed = ipaddr.parse(address);
  const bits = parsed.kind() === 'ipv4' ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  return prefix > bits ? undefined : { family: bits === 32 ? 4 : 6, address: parsed.toString(), prefix };
}

/** Whether every address of `inner` is one of `outer`. */
function encloses(outer: CidrAddress, inner: CidrAddress): boolean {
  return outer.prefix <= inner.prefix && contains(outer, inner);
}

/** What is known of the addresses around a bridge. */
export interface Surroundings {
  /** The networks that the host is in by the bridge: its guests are taken to be in them. */
  readonly own: readonly CidrAddress[];
  /** Those that it is in by other interfaces. */
  readonly others: readonly CidrAddress[];
}

/** @param uplink the interface that becomes a port of the bridge, if it is none yet. */
export function surroundingsOf(bridge: string, uplink: string | undefined, { links }: TrafficState): Surroundings {
  const isOwn = ({ name, master }: Link): boolean => [bridge, uplink].includes(name) || master === bridge;
  const networksOf = (some: readonly Link[]): readonly CidrAddress[] =>
    some.flatMap(({ addresses }) => addresses.filter(({ scope }) => scope !== 'link'));
  return { own: networksOf(links.filter(isOwn)), others: networksOf(links.filter((link) => !isOwn(link))) };
}

/** Whether a packet from a guest has a source in this network. */
export function isGuestsNetwork(network: CidrAddress, { own, others }: Surroundings): 'yes' | 'no' | 'maybe' {
  if (network.prefix === 0) return 'yes';
  const known = own.filter(({ family }) => family === network.family);
  if (known.some((one) => encloses(network, one))) return 'yes';
  if (known.some((one) => overlaps(network, one))) return 'maybe';
  return others.some((one) => overlaps(network, one)) ? 'no' : 'maybe';
}

/** Whether it is one address, and the host's own. */
export function isHostsAddress(network: CidrAddress, { own, others }: Surroundings): boolean {
  const bits = network.family === 4 ? 32 : 128;
  return network.prefix === bits && [...own, ...others].some(({ address }) => address === network.address);
}
