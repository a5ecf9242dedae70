/** What of the kernel's links and routes must come back with a boot. */

/** Prints the documents that `essence` reads. */
export const linksAndRoutes = 'ip -j -d addr; ip -j -4 route; ip -j -6 route';

interface Link {
  readonly ifname: string;
  readonly link?: string;
  readonly address: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly master?: string;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>> };
  readonly addr_info: readonly { readonly family: string; readonly local: string; readonly prefixlen: number }[];
}

interface Route {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly metric?: number;
  readonly prefsrc?: string;
}

const settings = ['id', 'stp_state', 'forward_delay', 'mode', 'miimon', 'ad_lacp_rate', 'lacp_rate'];

export function essence(output: string): unknown {
  const [links = '[]', ...routes] = output.trim().split('\n');
  return {
    links: (JSON.parse(links) as Link[]).map(linkEssence).toSorted(byText),
    routes: routes
      .flatMap((family) => JSON.parse(family) as Route[])
      .filter(({ dst }) => dst !== 'fe80::/64')
      .map(routeText)
      .toSorted(),
  };
}

/** A boot leaves a port the link-local address, and its route, from before it became one. */
function linkEssence({ ifname, link, address, mtu, flags, master, linkinfo = {}, addr_info: infos }: Link): unknown {
  const { info_kind: kind, info_data: data = {} } = linkinfo;
  const addresses = infos.map(({ local, prefixlen }) => `${local}/${prefixlen}`).toSorted();
  return {
    ...{
      name: ifname,
      kind,
      lower: link,
      mac: address,
      mtu,
      up: flags.includes('UP'),
      carrier: flags.includes('LOWER_UP'),
    },
    master,
    addresses: master === undefined ? addresses : [],
    settings: Object.fromEntries(settings.filter((key) => key in data).map((key) => [key, data[key]])),
  };
}

function routeText({ dst, gateway = '', dev, metric = 0, prefsrc = '' }: Route): string {
  return `${dst} via ${gateway} dev ${dev} metric ${metric} src ${prefsrc}`;
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other));
}
