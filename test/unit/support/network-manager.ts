/** A host whose only network stack is NetworkManager. */
import { profileOf } from '../../../src/backends/network/network-manager/profiles/profile.ts';
import { noFile } from '../../../src/model/host-file.ts';
import type { HostState, Link } from '../../../src/model/host-state.ts';
import type {
  NetworkManagerConfig,
  NetworkManagerDevice,
  NetworkManagerProfile,
} from '../../../src/model/network-config.ts';
import type { FileStep, Step } from '../../../src/model/plan.ts';
import { address, defaultRoute, hostWith, link, networkManager } from './host.ts';

export const etc = '/etc/NetworkManager/system-connections';
export const uplinkUuid = '3c3d0c8e-9b1c-4f0e-8a53-5c0f6f0a7e10';

/** The profile of eth0, as `nmcli connection add` writes it (1.42). */
export const staticProfile = `[connection]
id=uplink
uuid=${uplinkUuid}
type=ethernet
interface-name=eth0
zone=internal

[ethernet]

[ipv4]
address1=192.0.2.10/24,192.0.2.1
dns=192.0.2.53;
method=manual
route1=198.51.100.0/24,192.0.2.2,50
route1_options=onlink=true,table=100

[ipv6]
addr-gen-mode=default
address1=2001:db8:1::10/64,2001:db8:1::1
method=manual

[proxy]
`;

export const dhcpProfile = `[connection]
id=uplink
uuid=${uplinkUuid}
type=ethernet
interface-name=eth0

[ethernet]

[ipv4]
method=auto

[ipv6]
addr-gen-mode=stable-privacy
method=auto
`;

/** What NetworkManager makes up for a card without a profile. */
export const madeUpProfile = `[connection]
id=Wired connection 1
uuid=e9a093d9-c34a-31af-a80c-8258d77b16b7
type=ethernet
autoconnect-priority=-999
interface-name=eth0
timestamp=1795802758

[ethernet]

[ipv4]
method=auto

[ipv6]
addr-gen-mode=default
method=auto

[proxy]

[.nmmeta]
nm-generated=true
`;

export function profile(
  text: string,
  path = `${etc}/uplink.nmconnection`,
  origin: NetworkManagerProfile['origin'] = 'etc',
): NetworkManagerProfile {
  return profileOf({ ...noFile(path, 0o600), text }, origin);
}

/** One that is connected with the profile of `uplinkUuid`. */
export function device(more: Partial<NetworkManagerDevice> = {}): NetworkManagerDevice {
  const own = { state: 100, managed: true, external: false, active: uplinkUuid, available: [] };
  return { ...own, dhcp4: {}, dhcp6: {}, ...more };
}

export function config(more: Partial<NetworkManagerConfig> = {}): NetworkManagerConfig {
  return {
    version: '1.42.4',
    devices: { eth0: device() },
    active: [
      { uuid: uplinkUuid, id: 'uplink', type: '802-3-ethernet', external: false, devices: ['eth0'] },
      { uuid: '350c6980-1324-420c-b726-416b203edf96', id: 'lo', type: 'loopback', external: true, devices: ['lo'] },
    ],
    profiles: [profile(staticProfile)],
    ...more,
  };
}

/** NetworkManager runs, is enabled, and has eth0 with static addresses. */
export function managedHost(more: Partial<NetworkManagerConfig> = {}, state: Partial<HostState> = {}): HostState {
  return {
    ...hostWith({}),
    network: { 'network-manager': config(more) },
    networkManager: networkManager('running', { devices: { eth0: 'managed' } }),
    atBoot: { NetworkManager: 'enabled', network: 'disabled' },
    links: [link({ addresses: [address('192.0.2.10/24'), address('2001:db8:1::10/64')] })],
    routes: [
      defaultRoute('192.0.2.1', { protocol: 'static', metric: 101 }),
      defaultRoute('2001:db8:1::1', { protocol: 'static', metric: 101 }),
    ],
    ...state,
  };
}

/** The file steps of a plan, by the last part of their paths. */
export function textsIn(steps: readonly Step[]): Readonly<Record<string, string | null>> {
  const files = steps.filter((step): step is FileStep => step.kind === 'file');
  return Object.fromEntries(files.map(({ path, after }) => [path.slice(path.lastIndexOf('/') + 1), after]));
}

/** The host with the profiles that the steps leave, and with br0 over eth0 in the kernel. */
export function bridgedBy(steps: readonly Step[], state: HostState): HostState {
  const before = state.network['network-manager'] ?? config();
  const files = steps.filter((step): step is FileStep => step.kind === 'file');
  const kept = before.profiles.filter(({ file }) => !files.some(({ path }) => path === file.path));
  const written = files.flatMap(({ path, after }) => (after === null ? [] : [profile(after, path)]));
  const uuidOf = (name: string): string | undefined => written.find(({ file }) => file.name === name)?.uuid;
  const [eth0] = state.links;
  const devices = {
    eth0: device({ active: written.find(({ file }) => file.name !== 'br0.nmconnection')?.uuid }),
    br0: device({ active: uuidOf('br0.nmconnection') }),
  };
  return {
    ...state,
    network: { 'network-manager': { ...before, devices, profiles: [...kept, ...written] } },
    links: bridgedLinks(eth0?.addresses ?? []),
    routes: state.routes.map((route) => ({ ...route, device: 'br0' })),
  };
}

/** eth0 as a port, and its bridge with the addresses. */
export function bridgedLinks(addresses: Link['addresses']): readonly Link[] {
  const bridge = { id: '8000.525400123456', stp: false, forwardDelay: 0 };
  return [link({ master: 'br0' }), link({ index: 7, name: 'br0', kind: 'bridge', addresses, bridge })];
}
