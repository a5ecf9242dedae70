/** How each part of the host's state is read. A part without its reader does not compile. */
import type { Host } from '../../host/host.ts';
import { askTogether, type AskIp } from '../../host/kernel/ip-together.ts';
import { readNeighbours, readRoutes, readRules } from '../../host/kernel/routes.ts';
import { readSysctls } from '../../host/kernel/sysctls.ts';
import type { HostState, KnownNetworks, Link } from '../../model/host-state.ts';
import { readDependents } from '../dependents/read.ts';
import { readDhcp } from '../dhclient/read.ts';
import { readFilters } from '../firewall/read.ts';
import { readFirewalld } from '../firewalld/read.ts';
import { readHostFirewall } from '../host-firewall/read.ts';
import { readLibvirtNetworks, uniteNetworks } from '../libvirt/read-networks.ts';
import { readLibvirt, type LibvirtAnswers } from '../libvirt/read.ts';
import { readNetworkConfigs } from '../network/backends.ts';
import { readNetworkManager } from '../network/network-scripts/networkmanager/read.ts';
import { readCloudInit } from '../other-writers/read.ts';
import { readResolvedLinks } from '../resolved/read.ts';
import { bootReader } from '../services/read.ts';
import { readInterfaceSysctls, readSysctlFiles } from '../sysctls/read.ts';
import { readXenConfig } from '../xen/read.ts';

export type Part = keyof HostState;

/** One look at the host, in which nothing is read twice. */
export interface Look {
  readonly host: Host;
  readonly ask: AskIp;
  readonly readLinks: (ask: AskIp) => Promise<readonly Link[]>;
  readonly at: <Name extends Part>(part: Name) => Promise<HostState[Name]>;
  readonly daemon: () => Promise<LibvirtAnswers>;
  readonly networks: () => Promise<KnownNetworks>;
}

type Readers = { readonly [Name in Part]: (look: Look) => Promise<HostState[Name]> };

/** An image's files are planned without a kernel: the one that runs here belongs to another host. */
export const readers: Readers = {
  live: ({ host }) => Promise.resolve(host.live),
  links: async ({ host, ask, readLinks }) => (host.live ? readLinks(ask) : []),
  routes: async ({ host, ask }) => (host.live ? readRoutes(ask) : []),
  neighbours: async ({ host, ask }) => (host.live ? readNeighbours(ask) : []),
  rules: async ({ host, ask }) => (host.live ? readRules(ask) : []),
  bridgeNetfilter: ({ host }) => Promise.resolve(host.live ? readSysctls('net/bridge') : {}),
  network: ({ host }) => readNetworkConfigs(host),
  libvirt: async ({ daemon }) => (await daemon()).libvirt,
  libvirtNetworks: async ({ networks }) => (await networks()).networks,
  unreadNetworks: async ({ networks }) => (await networks()).unread,
  networkManager: ({ host }) => readNetworkManager(host),
  atBoot: readServicesAtBoot,
  filters: async (look) => readFilters(look.host, await isFiltered(look)),
  hostFirewall: async (look) => readHostFirewall(look.host, await isFiltered(look)),
  firewalld: ({ host }) => readFirewalld(host),
  interfaceSysctls: async ({ at }) => readInterfaceSysctls(await at('links')),
  sysctlFiles: ({ host }) => readSysctlFiles(host),
  resolvedLinks: ({ host }) => readResolvedLinks(host),
  xenConfig: ({ host }) => readXenConfig(host),
  cloudInit: ({ host }) => readCloudInit(host),
  dhcp: ({ host }) => readDhcp(host),
  dependents: async ({ host, at }) => readDependents(host, await at('links')),
};

/** @param host remembers its answers: see askingOnce. @param readLinks all that is known of links, or less. */
export function beginLook(host: Host, readLinks: Look['readLinks']): Look {
  const found = new Map<Part, Promise<unknown>>();
  const daemon = once(() => readLibvirt(host));
  const look: Look = {
    host,
    ask: askTogether(host.commands),
    readLinks,
    at: <Name extends Part>(part: Name) => {
      const reading = found.get(part) ?? readers[part](look);
      found.set(part, reading);
      return reading as Promise<HostState[Name]>;
    },
    daemon,
    networks: once(async () => uniteNetworks(await Promise.all([readLibvirtNetworks(host), daemon()]))),
  };
  return look;
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= read());
}

/** Whether br_netfilter is there, and bridged frames meet the firewall. */
export async function isFiltered({ at }: Look): Promise<boolean> {
  return Object.keys(await at('bridgeNetfilter')).length > 0;
}

async function readServicesAtBoot({ host, at }: Look): Promise<HostState['atBoot']> {
  if (!host.live) return { NetworkManager: 'unknown', network: 'unknown' };
  const readAtBoot = bootReader(host);
  const ofNetworkManager = async () =>
    (await at('networkManager')).status === 'absent' ? ('unknown' as const) : readAtBoot('NetworkManager');
  const [NetworkManager, network] = await Promise.all([ofNetworkManager(), readAtBoot('network')]);
  return { NetworkManager, network };
}
