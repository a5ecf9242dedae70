/** Reads the host: the only input of the planner beside the request. */
import type { Host } from '../host/host.ts';
import { readLinks } from '../host/links.ts';
import { readNeighbours, readRoutes, readRules } from '../host/routes.ts';
import { readSysctls } from '../host/sysctls.ts';
import type { HostState } from '../model/host-state.ts';
import { readLibvirtNetworks } from './libvirt-networks.ts';
import { readDelayUnit, readNetworkDefaults, readNetworkFiles } from './network-scripts.ts';
import { readNetworkManager, readNetworkService } from './services.ts';

const xenConfiguration = '/etc/xen/xend-config.sxp';

/** One look at everything. Throws AgentError where the host can't be read. */
export async function readHostState(host: Host): Promise<HostState> {
  const [kernel, networkFiles, networkDefaults, delayUnit, libvirtNetworks, networkManager, networkService, xen] =
    await Promise.all([
      readKernel(host),
      readNetworkFiles(host),
      readNetworkDefaults(host),
      readDelayUnit(host),
      readLibvirtNetworks(host),
      readNetworkManager(host),
      readNetworkService(host),
      host.files.read(xenConfiguration),
    ]);
  return {
    ...kernel,
    live: host.live,
    networkFiles,
    networkDefaults,
    delayUnit,
    libvirtNetworks,
    networkManager,
    networkService,
    xenConfig: xen?.text,
  };
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
