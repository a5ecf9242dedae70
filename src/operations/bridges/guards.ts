/** What must never happen, and what an interface must be, before a bridge is planned. */
import { AgentError } from '../../contract/errors.ts';
import { contains, familyOf, overlaps, parseCidr, type IpAddress } from '../../model/addresses.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { linkNamed } from '../../model/links.ts';
import { bridgingProblem } from '../../model/uplink-kinds.ts';
import { quoted } from '../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';

/** Throws AgentError(Conflict) where an address would lie in a network that libvirt routes. */
export function refuseOverlap(request: CreateBridgeRequest, state: HostState): void {
  for (const network of state.libvirtNetworks) {
    for (const text of network.addresses) {
      const clash = request.addresses.find((address) => overlaps(address, networkOf(text)));
      if (clash === undefined) continue;
      throw new AgentError(
        'Conflict',
        `address '${clash.address}/${clash.prefix}' lies in the network of libvirt's ${quoted(network.name)}, '${text}'; choose an address outside it`,
      );
    }
  }
}

/** Throws AgentError(Conflict) where an address is another interface's already: which of the two answers would be chance. */
export function refuseTaken({ addresses, bridge, interface: uplink }: CreateBridgeRequest, { links }: HostState): void {
  const wanted = new Set(addresses.map(({ address }) => address));
  for (const { name, addresses: own } of links) {
    const taken = name === bridge || name === uplink ? undefined : own.find(({ address }) => wanted.has(address));
    if (taken === undefined) continue;
    throw new AgentError(
      'Conflict',
      `address '${taken.address}' is already on '${name}'; choose another address, or take it off there first`,
    );
  }
}

/** Throws AgentError(Conflict) where a machine to be probed is not on a link of `device`: ARP does not reach it. */
export function refuseOffLink(probe: readonly string[], device: string, state: HostState): void {
  const networks = state.links.find((link) => link.name === device)?.addresses ?? [];
  const stray = probe.find((address) => !networks.some((network) => contains(network, toAddress(address))));
  if (stray === undefined) return;
  throw new AgentError('Conflict', `'${stray}' is not in a network of '${device}'; give 'probe' machines on its link`);
}

function toAddress(text: string): IpAddress {
  return { family: familyOf(text), address: text };
}

function networkOf(text: string): ReturnType<typeof parseCidr> {
  const [address = '', prefix = ''] = text.split('/');
  return { family: familyOf(address), address, prefix: Number(prefix) };
}

/** The link to be bridged. Throws AgentError: NotFound, or see bridgingProblem. */
export function requireUplink(name: string, state: HostState): Link {
  const link = linkNamed(name, state.links);
  if (link === undefined) {
    throw new AgentError(
      'NotFound',
      `there is no interface '${name}'; see 'ListInterfaces' for those that can be bridged`,
    );
  }
  const problem = bridgingProblem(link, state);
  if (problem !== undefined) throw problem;
  return link;
}
