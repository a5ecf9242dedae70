/** Finding links among thousands: a list of them is indexed once, however often it is asked. */
import { groupedBy } from './grouped-by.ts';
import type { Link } from './host-state.ts';

/** As much of a link as is needed to find it. */
type Findable = Pick<Link, 'name' | 'master'> & Partial<Pick<Link, 'parent'>>;

interface Index<Item> {
  readonly named: ReadonlyMap<string, Item>;
  readonly ports: ReadonlyMap<string, readonly Item[]>;
  readonly children: ReadonlyMap<string, readonly Item[]>;
}

/** Lists of links never change once they are read. */
const indices = new WeakMap<readonly Findable[], Index<Findable>>();

export function linkNamed<Item extends Findable>(name: string | undefined, links: readonly Item[]): Item | undefined {
  return name === undefined ? undefined : indexOf(links).named.get(name);
}

export function portsOf<Item extends Findable>(bridge: string, links: readonly Item[]): readonly Item[] {
  return indexOf(links).ports.get(bridge) ?? [];
}

/** Those that have the link for their parent. */
export function linksAbove(name: string, links: readonly Link[]): readonly Link[] {
  return indexOf(links).children.get(name) ?? [];
}

function indexOf<Item extends Findable>(links: readonly Item[]): Index<Item> {
  const known = indices.get(links) as Index<Item> | undefined;
  if (known !== undefined) return known;
  const index = {
    named: new Map(links.map((link) => [link.name, link])),
    ports: groupedBy(links, ({ master }) => master),
    children: groupedBy(links, ({ parent }) => parent),
  };
  indices.set(links, index);
  return index;
}
