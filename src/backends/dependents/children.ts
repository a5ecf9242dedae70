/** Links that are made on top of another. */
import { linksAbove } from '../../model/links.ts';
import type { HostState, Link } from '../../model/host-state.ts';

/** Kinds of links that send packets of the host through the link below (ip-link(8)). */
const tunnels = [
  'vxlan',
  'gre',
  'gretap',
  'erspan',
  'ip6gre',
  'ip6gretap',
  'ip6erspan',
  'ipip',
  'ip6tnl',
  'sit',
  'vti',
  'vti6',
];

/** A veth's other end is its parent too, but not made on top of it. */
export function childrenOf({ name }: Link, { links }: HostState): readonly Link[] {
  return linksAbove(name, links).filter(({ kind }) => kind !== 'veth');
}

export function isTunnel({ kind }: Link): boolean {
  return tunnels.includes(kind ?? '');
}
