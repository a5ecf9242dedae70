/** A bridge's ports, and which of them is the host's own interface. */
import { AgentError } from '../contract/errors.ts';
import type { HostState, Link } from './host-state.ts';

export function portsOf<Port extends Pick<Link, 'master'>>(bridge: string, links: readonly Port[]): readonly Port[] {
  return links.filter(({ master }) => master === bridge);
}

/**
 * The interface behind the bridge: the one that the configuration names, or the port that lent the bridge its address. Throws
 * AgentError(Conflict) where there is none, or more than one.
 */
export function uplinkOf(bridge: Link, named: readonly string[], state: HostState): Link {
  const uplinks = state.links.filter((link) => isUplink(link, bridge, named));
  const [uplink, other] = uplinks;
  if (uplink === undefined) {
    throw new AgentError(
      'Conflict',
      `bridge '${bridge.name}' has no network card to take over its configuration; use 'ip link delete'`,
    );
  }
  if (other !== undefined) {
    throw new AgentError(
      'Conflict',
      `bridge '${bridge.name}' has several network cards, '${uplink.name}' and '${other.name}'; remove one first`,
    );
  }
  return uplink;
}

/** Also used to tell guests' taps from uplinks. */
export function isUplink(link: Link, bridge: Link, named: readonly string[]): boolean {
  if (named.includes(link.name)) return link.master === undefined || link.master === bridge.name;
  const lentAddress = link.mac === bridge.mac && (link.kind === undefined || link.kind === 'veth');
  return link.master === bridge.name && lentAddress && named.length === 0;
}
