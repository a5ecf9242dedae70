/** The host's links and routes, from ip(8). */
import type { Laboratory } from '../laboratory.ts';
import { advertisedAddress } from '../router-advertisements.ts';

export interface Link {
  readonly ifname: string;
  readonly address: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly master?: string;
  readonly linkinfo?: {
    readonly info_data?: {
      readonly stp_state?: number;
      readonly forward_delay?: number;
      readonly mcast_snooping?: number;
    };
  };
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
    readonly dynamic?: boolean;
  }[];
}

export async function linksOf(lab: Laboratory): Promise<readonly Link[]> {
  return JSON.parse((await lab.hostOk(['ip', '-j', '-d', 'addr'])).stdout) as Link[];
}

/** Throws if there is none. */
export async function linkOf(lab: Laboratory, name: string): Promise<Link> {
  const link = (await linksOf(lab)).find((one) => one.ifname === name);
  if (link === undefined) throw new Error(`the host has no interface '${name}'`);
  return link;
}

/** What the host has by its files and its router's advertisements, as `globalAddresses` returns it. */
export const ownAddresses: readonly string[] = ['192.0.2.10/24', `${advertisedAddress}/64`, '2001:db8:1::10/64'];

/** Without the link-local ones, as `192.0.2.10/24`. */
export function globalAddresses(link: Link): string[] {
  return link.addr_info
    .filter(({ scope }) => scope !== 'link')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`)
    .sort();
}

/** `default via 192.0.2.1 dev br0`, sorted, once the host has what its router advertises; without link-local addresses' routes. */
export async function routesOf(lab: Laboratory): Promise<string[]> {
  await lab.advertisements.taken();
  const lists = await Promise.all(['-4', '-6'].map((family) => lab.hostOk(['ip', '-j', family, 'route'])));
  const routes = lists.flatMap(({ stdout }) => JSON.parse(stdout) as { dst: string; gateway?: string; dev: string }[]);
  return routes
    .filter(({ dst }) => dst !== 'fe80::/64')
    .map(({ dst, gateway, dev }) => `${dst}${gateway === undefined ? '' : ` via ${gateway}`} dev ${dev}`)
    .sort();
}

/**
 * Each link's bridge, settings and addresses, and the routes, once the host has what its router advertises; comparable across a
 * reboot.
 */
export async function essenceOf(lab: Laboratory): Promise<unknown> {
  const routes = await routesOf(lab);
  const links = await linksOf(lab);
  const described = links.map((link) => ({
    name: link.ifname,
    mac: link.address,
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    master: link.master ?? '',
    stp: link.linkinfo?.info_data?.stp_state,
    forwardDelay: link.linkinfo?.info_data?.forward_delay,
    // After a boot, a port keeps the link-local address from before it became one.
    addresses:
      link.master === undefined ? link.addr_info.map(({ local, prefixlen }) => `${local}/${prefixlen}`).sort() : [],
  }));
  return { links: described.sort((one, other) => one.name.localeCompare(other.name)), routes };
}
