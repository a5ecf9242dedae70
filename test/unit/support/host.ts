import { sharedText } from '../../../src/backends/firewall/kept-files.ts';
import type { AspectContext } from '../../../src/backends/interfaces/aspect.ts';
import { noDependents } from '../../../src/model/dependents.ts';
import { noFilters, type HostFilters } from '../../../src/model/filters.ts';
import { noFirewalld } from '../../../src/model/firewalld.ts';
import { noHostFirewall } from '../../../src/model/host-firewall.ts';
import { noFile, type HostFile } from '../../../src/model/host-file.ts';
import type {
  HostAddress,
  HostState,
  Libvirt,
  Link,
  NetworkManagerState,
  Route,
} from '../../../src/model/host-state.ts';
import { noClient } from '../backends/dhclient/dhclient.ts';
import type { NetworkScriptsConfig } from '../../../src/model/network-config.ts';
import { dropInPath } from '../../../src/model/sysctl-drop-in.ts';
import type { BridgeName, InterfaceName } from '../../../src/model/names.ts';
import type { FileStep } from '../../../src/model/plan.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../../src/model/requests.ts';

export const folder = '/etc/sysconfig/network-scripts';
export const uplinkMac = '52:54:00:12:34:56';

/** Names and texts; a `problem` in place of a text for a file that must not be read. */
export type Files = Readonly<Record<string, string | { readonly problem: string }>>;

export function networkFile(name: string, content: string | { readonly problem: string }): HostFile {
  const text = typeof content === 'string' ? content : undefined;
  const problem = typeof content === 'string' ? undefined : content.problem;
  return { ...noFile(`${folder}/${name}`), text, problem };
}

/** Xen's /etc/xen/xend-config.sxp. */
export function xenFile(content: string | { readonly problem: string }): HostFile {
  return { ...networkFile('xend-config.sxp', content), path: '/etc/xen/xend-config.sxp' };
}

/** A NetworkManager without settings of ours. */
export function networkManager(
  status: NetworkManagerState['status'],
  more: Partial<NetworkManagerState> = {},
): NetworkManagerState {
  return { status, devices: {}, readsIfcfg: false, controllable: true, dropIns: [], ...more };
}

/** Nothing filters bridged frames, and a file keeps it so: tests see only the rest of a plan. */
const keptFilters: HostFilters = {
  ...noFilters,
  folders: ['/etc/sysctl.d'],
  files: [{ ...noFile(dropInPath), text: sharedText }],
};

/** What may differ from a plain host: its state, and within it the configuration by network-scripts. */
export type HostOptions = Partial<HostState> & {
  readonly networkFiles?: readonly HostFile[];
  readonly networkDefaults?: string;
  readonly staticRoutes?: NetworkScriptsConfig['staticRoutes'];
  readonly delayUnit?: NetworkScriptsConfig['delayUnit'];
  readonly networkService?: NetworkScriptsConfig['service'];
};

/** The files of network-scripts that the host has. */
export function filesOf({ network }: HostState): readonly HostFile[] {
  return network['network-scripts']?.files ?? [];
}

/** The host with other files of network-scripts. */
export function withFiles(state: HostState, files: readonly HostFile[]): HostState {
  const before = state.network['network-scripts'];
  return before === undefined ? state : { ...state, network: { 'network-scripts': { ...before, files } } };
}

/** What an aspect gets. */
export function contextOf(state: HostState, more: Partial<AspectContext> = {}): AspectContext {
  return { state, history: [], uplink: undefined, earlier: [], others: [], ...more };
}

/** A host with these files, whose kernel has only the interface eth0, without addresses. */
export function hostWith(files: Files, more: HostOptions = {}): HostState {
  const { networkFiles, networkDefaults, staticRoutes, delayUnit, networkService, ...state } = more;
  const config: NetworkScriptsConfig = {
    files: networkFiles ?? Object.entries(files).map(([name, content]) => networkFile(name, content)),
    defaults: { ...noFile('/etc/sysconfig/network'), text: networkDefaults ?? 'NETWORKING=yes\n' },
    staticRoutes: staticRoutes ?? [],
    delayUnit: delayUnit ?? 'seconds',
    service: networkService ?? 'present',
  };
  return {
    live: true,
    links: [link()],
    routes: [],
    neighbours: [],
    rules: [],
    network: { 'network-scripts': config },
    libvirtNetworks: [],
    unreadNetworks: [],
    libvirt: libvirt({ service: 'absent', version: undefined, daemon: undefined }),
    networkManager: networkManager('absent'),
    atBoot: { NetworkManager: 'unknown', network: 'enabled' },
    filters: keptFilters,
    hostFirewall: noHostFirewall,
    bridgeNetfilter: {},
    interfaceSysctls: {},
    sysctlFiles: [],
    xenConfig: undefined,
    resolvedLinks: [],
    cloudInit: undefined,
    dhcp: noClient,
    firewalld: noFirewalld,
    dependents: noDependents,
    ...state,
  };
}

/** A libvirt that runs and has no guests. */
export function libvirt(more: Partial<Libvirt> = {}): Libvirt {
  const guests = { guests: [], definitions: [] };
  return {
    service: 'running',
    installed: true,
    uri: 'qemu:///system',
    version: '9.0.0',
    daemon: 'libvirtd',
    ...guests,
    ...more,
  };
}

/** The host after the steps that write files of network-scripts; other steps are ignored. */
export function afterSteps(state: HostState, all: readonly FileStep[]): HostState {
  const steps = all.filter(({ path }) => path.startsWith(`${folder}/`));
  const changed = new Map(steps.map((step) => [step.path, step]));
  const kept = filesOf(state).filter((file) => !changed.has(file.path));
  const written = steps.flatMap(({ path, after, mode }): HostFile[] =>
    after === null ? [] : [{ ...noFile(path, mode), text: after }],
  );
  return withFiles(state, [...kept, ...written]);
}

/** Names and texts of a host's files. */
export function textsOf(state: HostState): Record<string, string | undefined> {
  return Object.fromEntries(filesOf(state).map(({ name, text }): [string, string | undefined] => [name, text]));
}

/** The interface eth0, up and without addresses. */
export function link(more: Partial<Link> = {}): Link {
  return {
    index: 2,
    name: 'eth0',
    type: 'ether',
    kind: undefined,
    parent: undefined,
    mac: uplinkMac,
    mtu: 1500,
    maxMtu: 9216,
    up: true,
    carrier: true,
    master: undefined,
    addressGeneration: 'eui64',
    bridge: undefined,
    wireless: false,
    addresses: [],
    ...more,
  };
}

/** `192.0.2.10/24`, forever unless `more` says otherwise. */
export function address(cidr: string, more: Partial<HostAddress> = {}): HostAddress {
  const [text = '', prefix = ''] = cidr.split('/');
  return {
    family: text.includes(':') ? 6 : 4,
    address: text,
    prefix: Number(prefix),
    broadcast: undefined,
    label: undefined,
    scope: 'global',
    dynamic: false,
    temporary: false,
    noPrefixRoute: false,
    peer: undefined,
    validLifetime: 4294967295,
    preferredLifetime: 4294967295,
    ...more,
  };
}

/** A default route by `gateway`. */
export function defaultRoute(gateway: string | undefined, more: Partial<Route> = {}): Route {
  return {
    family: gateway?.includes(':') === true ? 6 : 4,
    destination: 'default',
    gateway,
    device: 'eth0',
    protocol: 'boot',
    scope: undefined,
    source: undefined,
    metric: undefined,
    table: 'main',
    type: 'unicast',
    flags: [],
    expires: undefined,
    preference: undefined,
    multipath: false,
    ...more,
  };
}

/** br0 over eth0, written for the next boot, with every default. */
export function request(more: Partial<CreateBridgeRequest> = {}): CreateBridgeRequest {
  return {
    operation: 'CreateBridge',
    bridge: 'br0' as BridgeName,
    interface: 'eth0' as InterfaceName,
    addressing: 'keep',
    addresses: [],
    gateways: [],
    dns: [],
    mtu: undefined,
    stp: false,
    forwardDelay: 0,
    bridgedTraffic: 'auto',
    hostFirewall: 'refuse',
    networkmanager: 'release',
    persist: [],
    cloudInit: 'warn',
    libvirtNetwork: undefined,
    ports: [],
    adopt: false,
    activate: 'boot',
    confirmWithin: 0,
    probe: [],
    dryRun: false,
    ...more,
  };
}

/** The request to delete br0 now. */
export function deletion(more: Partial<DeleteBridgeRequest> = {}): DeleteBridgeRequest {
  return {
    operation: 'DeleteBridge',
    bridge: 'br0' as BridgeName,
    activate: 'live',
    confirmWithin: 0,
    probe: [],
    dryRun: false,
    ...more,
  };
}
