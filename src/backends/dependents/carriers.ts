/** Links that carry the frames of another. */
import type { HostState, Link } from '../../model/host-state.ts';
import { linkNamed, portsOf } from '../../model/links.ts';

/** The link itself, then the link below a VLAN, or the ports of a bond, and what is below those. */
export function carriersOf(link: Link, state: Pick<HostState, 'links'>): readonly Link[] {
  return [link, ...below(link, state.links).flatMap((one) => carriersOf(one, state))];
}

function below({ name, kind, parent }: Link, links: readonly Link[]): readonly Link[] {
  if (kind === 'bond') return portsOf(name, links);
  const lower = kind === 'vlan' ? linkNamed(parent, links) : undefined;
  return lower === undefined ? [] : [lower];
}
