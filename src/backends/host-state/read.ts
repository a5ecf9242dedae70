/** Reads the host: the only input of the planner beside the request. */
import { askingOnce } from '../../host/asking-once.ts';
import type { Host } from '../../host/host.ts';
import { readLinks } from '../../host/links.ts';
import { readNeighbours, readRoutes, readRules } from '../../host/routes.ts';
import { readSysctls } from '../../host/sysctls.ts';
import { noDependents } from '../../model/dependents.ts';
import { noFilters } from '../../model/filters.ts';
import { noFirewalld } from '../../model/firewalld.ts';
import { noHostFirewall } from '../../model/host-firewall.ts';
import type { HostState, KnownNetworks } from '../../model/host-state.ts';
import { readDependents } from '../dependents/read.ts';
import { readDhcp } from '../dhclient/read.ts';
import { readFilters } from '../firewall/read.ts';
import { readFirewalld } from '../firewalld/read.ts';
import { readHostFirewall } from '../host-firewall/read.ts';
import { readLibvirtNetworks, uniteNetworks } from '../libvirt/read-networks.ts';
import { libvirtUnasked, readDaemonNetworks, readLibvirt } from '../libvirt/read.ts';
import { readNetworkConfigs } from '../network/backends.ts';
import { readNetworkManager } from '../network/network-scripts/networkmanager/read.ts';
import { readCloudInit } from '../other-writers/read.ts';
import { readAtBoot } from '../services/read.ts';
import { readInterfaceSysctls, readSysctlFiles } from '../sysctls/read.ts';
import { readXenConfig } from '../xen/read.ts';

interface ReadOptions {
  readonly libvirt?: boolean;
  readonly filters?: boolean;
  readonly dependents?: boolean;
}

/**
 * One look at everything. Throws AgentError where the host can't be read.
 * @param options parts that may be skipped. libvirt: its daemon, which may take seconds if it hangs;
 * filters: the firewall, which may have thousands of rules, and the settings of interfaces; dependents: only a bridge that is
 * planned needs them.
 */
export async function readHostState(
  whole: Host,
  { libvirt = true, filters = true, dependents = false }: ReadOptions = {},
): Promise<HostState> {
  const host = askingOnce(whole);
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
    sysctlFiles: filters ? await readSysctlFiles(host) : [],
    interfaceSysctls: filters ? await readInterfaceSysctls(kernel.links) : {},
    live: host.live,
    network,
    libvirtNetworks: known.networks,
    unreadNetworks: known.unread,
    libvirt: asked.libvirt,
    networkManager,
    atBoot: await readServicesAtBoot(host, networkManager),
    xenConfig,
    dhcp: await readDhcp(host),
    firewalld: filters ? await readFirewalld(host) : noFirewalld,
    cloudInit: await readCloudInit(host),
    dependents: dependents ? await readDependents(host, kernel.links) : noDependents,
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
