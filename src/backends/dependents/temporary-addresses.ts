/** IPv6 addresses that the kernel makes for one interface alone, and takes none from elsewhere (RFC 8981; kernel: inet6_rtm_newaddr). */
import { listOf } from '../../contract/list-of.ts';
import type { Link } from '../../model/host-state.ts';

/** Those that are named; there are as many as days and networks. */
const mostNamed = 8;

/** What is lost when the host moves from the first interface to the second. */
export function temporaryWarnings({ name, addresses }: Pick<Link, 'name' | 'addresses'>, to: string): string[] {
  const own = addresses.filter((one) => one.temporary && one.scope === 'global');
  if (own.length === 0) return [];
  const listed = listOf(own.slice(0, mostNamed).map(({ address }) => `'${address}'`));
  return [
    `'${name}' has temporary IPv6 addresses, ${listed}, which do not move: '${to}' makes new ones, and connections from the old ones are cut; connections with other addresses go on`,
  ];
}
