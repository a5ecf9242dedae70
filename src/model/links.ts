/** Finding links among thousands: a list of them is indexed once, however often it is asked. */
import type { Link } from './host-state.ts';

interface Index {
  readonly named: ReadonlyMap<string, Link>;
  readonly ports: ReadonlyMap<string, readonly Link[]>;
  readonly children: ReadonlyMap<string, readonly Link[]>;
}

/** Lists of links never change once they are read. */
const indices = new WeakMap<readonly Link[], Index>();

export function linkNamed(name: string | undefined, links: readonly Link[]): Link | undefined {
  return name === undefined ? undefined : indexOf(links).named.get(name);
}

export function portsOf(bridge: string, links: readonly Link[]): readonly Link[] {
  return indexOf(links).ports.get(bridge) ?? [];
}

/** Those that have the link for their parent. */
export function linksAbove(name: string, links: readonly Link[]): readonly Link[] {
  return indexOf(links).children.get(name) ?? [];
}

function indexOf(links: readonly Link[]): Index {
  const known = indices.get(links);
  if (known !== undefined) return known;
  const index = {
    named: new Map(links.map((link) => [link.name, link])),
    ports: groupedBy(links, ({ master }) => master),
    children: groupedBy(links, ({ parent }) => parent),
  };
  indices.set(links, index);
  return index;
}

/** Links without the key are in no group. */
function groupedBy(
  links: readonly Link[],
  keyOf: (link: Link) => string | undefined,
): ReadonlyMap<string, readonly Link[]> {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    const key = keyOf(link);
    const group = key === undefined ? undefined : groups.get(key);
    if (group !== undefined) group.push(link);
    else if (key !== undefined) groups.set(key, [link]);
  }
  return groups;
}
