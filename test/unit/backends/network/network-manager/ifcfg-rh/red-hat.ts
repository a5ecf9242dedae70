/** A host as RHEL 8 installs it: NetworkManager with its plugin for ifcfg files, and no service `network`. */
import { networkManager as backend } from '../../../../../../src/backends/network/network-manager/backend.ts';
import type { HostState } from '../../../../../../src/model/host-state.ts';
import type { NetworkManagerConfig } from '../../../../../../src/model/network-config.ts';
import type { FileStep, Step } from '../../../../../../src/model/plan.ts';
import type { CreateBridgeRequest } from '../../../../../../src/model/requests.ts';
import type { Transaction } from '../../../../../../src/model/transaction.ts';
import { contextOf, folder, hostWith, networkManager, request } from '../../../../support/host.ts';
import { bridgedLinks, device, managedHost, profile, uplinkUuid } from '../../../../support/network-manager.ts';

/** As an installer writes it. */
export const staticFile = `# the uplink
TYPE="Ethernet"
PROXY_METHOD="none"
BROWSER_ONLY="no"
BOOTPROTO="none"
DEFROUTE="yes"
IPV4_FAILURE_FATAL="no"
IPV6INIT="yes"
IPV6_AUTOCONF="no"
IPV6ADDR="2001:db8:1::10/64"
IPV6_DEFAULTGW="2001:db8:1::1"
NAME="eth0"
UUID="${uplinkUuid}"
DEVICE="eth0"
ONBOOT="yes"
IPADDR="192.0.2.10"
PREFIX="24"
GATEWAY="192.0.2.1"
DNS1="192.0.2.53"
ZONE=internal
ETHTOOL_OPTS="wol g"
`;

export const dhcpFile = `TYPE=Ethernet
BOOTPROTO=dhcp
DEFROUTE=yes
IPV6INIT=yes
IPV6_AUTOCONF=yes
IPV6_ADDR_GEN_MODE=stable-privacy
NAME=eth0
UUID=${uplinkUuid}
DEVICE=eth0
ONBOOT=yes
`;

const profilesOf = (files: Readonly<Record<string, string>>): NetworkManagerConfig['profiles'] =>
  Object.entries(files)
    .filter(([name]) => name.startsWith('ifcfg-') && !name.includes(':'))
    .map(([name, text]) => profile(text, `${folder}/${name}`, 'ifcfg'));

/** @param files by their names; those of profiles are loaded. */
export function redHat(
  files: Readonly<Record<string, string>>,
  more: Partial<NetworkManagerConfig> = {},
  state: Partial<HostState> & { readonly networkDefaults?: string } = {},
): HostState {
  const { networkDefaults, ...rest } = state;
  const host = managedHost({ profiles: profilesOf(files), ifcfg: 'read', ...more }, rest);
  const scripts = hostWith(files, networkDefaults === undefined ? {} : { networkDefaults }).network;
  return {
    ...host,
    network: { ...scripts, ...host.network },
    networkManager: networkManager('running', { devices: { eth0: 'managed' }, readsIfcfg: true }),
  };
}

export function plan(state: HostState, asked: Partial<CreateBridgeRequest> = {}) {
  const uplink = (asked.activate ?? 'live') === 'boot' ? undefined : state.links[0];
  return backend.planCreate(
    request({ activate: 'live', networkmanager: 'keep', ...asked }),
    contextOf(state, { uplink }),
  );
}

/** The host with the files that the steps leave, and with br0 over eth0 in the kernel. */
export function bridgedBy(
  steps: readonly Step[],
  files: Readonly<Record<string, string>>,
  { links: [eth0] }: HostState,
): HostState {
  const changes = steps.filter((step): step is FileStep => step.kind === 'file');
  const after = Object.fromEntries([
    ...Object.entries(files),
    ...changes.map(({ path, after: text }) => [path.slice(path.lastIndexOf('/') + 1), text] as const),
  ]);
  const left = Object.fromEntries(
    Object.entries(after).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const own = profilesOf(left).find(({ file }) => file.name === 'ifcfg-br0')?.uuid;
  const links = bridgedLinks(eth0?.addresses ?? []);
  return redHat(left, { devices: { eth0: device(), br0: device({ active: own }) } }, { links });
}

export function historyOf(steps: readonly Step[]): readonly Transaction[] {
  const own = { operation: 'CreateBridge', bridge: 'br0', interface: 'eth0', state: 'committed', request: request() };
  return [{ ...own, plan: steps } as unknown as Transaction];
}
