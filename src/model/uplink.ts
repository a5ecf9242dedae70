/** Which of a bridge's ports is the host's own interface. */
import { AgentError } from '../contract/errors.ts';
import type { HostState, Link } from './host-state.ts';
import { uplinkKindOf } from './uplink-kinds.ts';

/**
 * The interface behind the bridge: the one that the configuration names, or the port that lent the bridge its address. Throws
 * AgentError(Conflict) where there is none, or more than one.
 */
export function uplinkOf(bridge: Link, named: readonly string[], state: HostState): Link {
  const uplinks = state.links.filter((link) => isUplink(link, bridge, named));
  const lenders = uplinks.filter(({ mac }) => mac === bridge.mac);
  const [uplink, other] = lenders.length === 1 ? lenders : uplinks;
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
  const lentAddress = link.mac === bridge.mac && uplinkKindOf(link) !== undefined;
  return link.master === bridge.name && lentAddress && named.length === 0;
}

/**
 * Whether the link can be plugged into a bridge: no other bridge has it, which may be somebody's wish, and it has no addresses
 * whose loss would cut the host off.
 */
export function canBePluggedIn({ master, addresses }: Link): boolean {
  return master === undefined && addresses.every(({ scope }) => scope === 'link');
}
