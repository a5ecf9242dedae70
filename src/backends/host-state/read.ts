/** Reads the host: the only input of the planner beside the request. */
import type { Host } from '../../host/host.ts';
import { readLinks } from '../../host/links.ts';
import { readNeighbours, readRoutes, readRules } from '../../host/routes.ts';
import { readSysctls } from '../../host/sysctls.ts';
import { noFilters } from '../../model/filters.ts';
import { noHostFirewall } from '../../model/host-firewall.ts';
import type { HostState, KnownNetworks } from '../../model/host-state.ts';
import { readDhcp } from '../dhclient/read.ts';
import { readFilters } from '../firewall/read.ts';
import { readHostFirewall } from '../host-firewall/read.ts';
import { readLibvirtNetworks, uniteNetworks } from '../libvirt/read-networks.ts';
import { libvirtUnasked, readDaemonNetworks, readLibvirt } from '../libvirt/read.ts';
import { readNetworkConfigs } from '../network/backends.ts';
import { readNetworkManager } from '../network/network-scripts/networkmanager/read.ts';
import { readAtBoot } from '../services/read.ts';
import { readXenConfig } from '../xen/read.ts';

/**
 * One look at everything. Throws AgentError where the host can't be read.
 * @param options parts that may be skipped. libvirt: its daemon, which may take seconds if it hangs;
 * filters: the firewall, which may have thousands of rules.
 */
export async function readHostState(
  host: Host,
  { libvirt = true, filters = true }: { readonly libvirt?: boolean; readonly filters?: boolean } = {},
): Promise<HostState> {
  const [kernel, network, ofFiles, asked, networkManager, xenConfig] = await Promise.all([
    readKernel(host),
    readNetworkConfigs(host),
    readLibvirtNetworks(host),
    libvirt ? readLibvirt(host) : libvirtUnasked(host.libvirtUri),
    readNetworkManager(host),
    readXenConfig(host),
  ]);
  const known = uniteNetworks([ofFiles, asked]);
  const filtered = Object.keys(kernel.bridgeNetfilter).length > 0;
  const [bridgedTraffic, hostFirewall] = filters
    ? await Promise.all([readFilters(host, filtered), readHostFirewall(host, filtered)])
    : [noFilters, noHostFirewall];
  return {
    ...kernel,
    filters: bridgedTraffic,
    hostFirewall,
    live: host.live,
    network,
    libvirtNetworks: known.networks,
    unreadNetworks: known.unread,
    libvirt: asked.libvirt,
    networkManager,
    atBoot: await readServicesAtBoot(host, networkManager),
    xenConfig,
    dhcp: await readDhcp(host),
  };
}

/** libvirt's networks, from its files and from its daemon, which may keep its files elsewhere. */
export async function readAllNetworks(host: Host): Promise<KnownNetworks> {
  return uniteNetworks([await readLibvirtNetworks(host), await readDaemonNetworks(host)]);
}

async function readServicesAtBoot(host: Host, { status }: HostState['networkManager']): Promise<HostState['atBoot']> {
  if (!host.live) return { NetworkManager: 'unknown', network: 'unknown' };
  const [NetworkManager, network] = await Promise.all([
    status === 'absent' ? ('unknown' as const) : readAtBoot(host, 'NetworkManager'),
    readAtBoot(host, 'network'),
  ]);
  return { NetworkManager, network };
}

type KernelState = Pick<HostState, 'links' | 'routes' | 'neighbours' | 'rules' | 'bridgeNetfilter'>;

/** An image's files are planned without a kernel: the one that runs here belongs to another host. */
async function readKernel(host: Host): Promise<KernelState> {
  if (!host.live) return { links: [], routes: [], neighbours: [], rules: [], bridgeNetfilter: {} };
  const [links, routes, neighbours, rules, bridgeNetfilter] = await Promise.all([
    readLinks(host.commands),
    readRoutes(host.commands),
    readNeighbours(host.commands),
    readRules(host.commands),
    readSysctls('net/bridge'),
  ]);
  return { links, routes, neighbours, rules, bridgeNetfilter };
}
