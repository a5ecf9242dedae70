/** Whether the files say already what was asked for. */
import { AgentError } from '../../../contract/errors.ts';
import type { CidrAddress } from '../../../model/addresses.ts';
import type { HostState } from '../../../model/host-state.ts';
import type { IfcfgFile } from './ifcfg/parse.ts';
import { isFalse } from './ifcfg/switches.ts';
import { quoted } from '../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { readDelay, readStp } from './delay.ts';
import { fileAddressing } from './file-addressing.ts';
import { configOf } from './files/config.ts';

export interface BridgeFiles {
  readonly port: IfcfgFile;
  readonly bridge: IfcfgFile;
  readonly defaults: IfcfgFile;
}

/** One thing that was asked for, and what the files say instead. */
type Comparison = readonly [what: string, asked: string, found: string];

/** Throws Exists, naming the first difference, if the files describe the bridge otherwise than it was asked for. */
export function refuseDifference(request: CreateBridgeRequest, files: BridgeFiles, state: HostState): void {
  const difference = [
    ...compareBasics(request, files),
    ...compareStp(request, files.bridge, state),
    ...compareMtu(request, files),
    ...compareNetworkManager(request, files, state),
    ...compareAddressing(request, files),
  ].find(([, asked, found]) => asked !== found);
  if (difference === undefined) return;
  const [what, asked, found] = difference;
  throw new AgentError(
    'Exists',
    `bridge '${request.bridge}' already has a file, with ${what} ${quoted(found)} instead of ${quoted(asked)}; ` +
      `use the same settings, or delete the bridge first`,
  );
}

function compareBasics(request: CreateBridgeRequest, { port, bridge }: BridgeFiles): Comparison[] {
  return [
    ['DEVICE', request.bridge, bridge.get('DEVICE') ?? ''],
    ['TYPE', 'Bridge', bridge.get('TYPE') ?? ''],
    ['ONBOOT', 'yes', onOff(!isFalse(bridge.get('ONBOOT')), 'yes', bridge.get('ONBOOT'))],
    [`ONBOOT in ${quoted(port.name)}`, 'yes', onOff(!isFalse(port.get('ONBOOT')), 'yes', port.get('ONBOOT'))],
  ];
}

/** `right` where it holds, else what is there. */
function onOff(holds: boolean, right: string, found: string | undefined): string {
  return holds ? right : (found ?? '');
}

/** Without STP a missing DELAY is as good as 0. */
function compareStp(request: CreateBridgeRequest, bridge: IfcfgFile, state: HostState): Comparison[] {
  const delay = readDelay(bridge.get, configOf(state).delayUnit) ?? (request.stp ? 15 : 0);
  return [
    ['STP', request.stp ? 'on' : 'off', readStp(bridge.get) ? 'on' : 'off'],
    ['a forward delay of', String(request.forwardDelay), String(delay)],
  ];
}

function compareMtu(request: CreateBridgeRequest, { port, bridge }: BridgeFiles): Comparison[] {
  if (request.mtu === undefined) return [];
  const asked = String(request.mtu);
  return [port, bridge].map((file) => [`MTU in ${quoted(file.name)}`, asked, file.get('MTU') ?? '']);
}

/** A host without NetworkManager has no need of the key. */
function compareNetworkManager(request: CreateBridgeRequest, files: BridgeFiles, state: HostState): Comparison[] {
  if (request.networkmanager !== 'release' || state.networkManager.status === 'absent') return [];
  return [files.port, files.bridge].map((file) => {
    const value = file.get('NM_CONTROLLED');
    return [`NM_CONTROLLED in ${quoted(file.name)}`, 'no', onOff(isFalse(value), 'no', value)];
  });
}

function compareAddressing(request: CreateBridgeRequest, { bridge, defaults }: BridgeFiles): Comparison[] {
  if (request.addressing === 'keep') return [];
  const { name, get } = bridge;
  const found = fileAddressing({ name, get, getDefault: defaults.get }, request.bridge);
  const protocol = (get('BOOTPROTO') ?? '').toLowerCase();
  const dynamic = protocol === 'dhcp' || protocol === 'bootp' ? protocol : 'none';
  // IPv6 addresses stay as they were.
  if (request.addressing === 'dhcp') return [['BOOTPROTO', 'dhcp', dynamic]];
  return [
    ['BOOTPROTO', 'none', dynamic],
    ['addresses', addressList(request.addresses), addressList(found.addresses)],
    ...(request.addressing === 'static' ? compareServers(request, found, get) : []),
  ];
}

function compareServers(
  request: CreateBridgeRequest,
  found: ReturnType<typeof fileAddressing>,
  get: IfcfgFile['get'],
): Comparison[] {
  const gateways = [found.gateway4, found.gateway6].filter((gateway) => gateway !== undefined);
  const servers = ['DNS1', 'DNS2', 'DNS3'].map((key) => get(key) ?? '').filter((server) => server !== '');
  return [
    ['gateways', request.gateways.toSorted().join(' '), gateways.toSorted().join(' ')],
    ['DNS servers', request.dns.join(' '), servers.join(' ')],
  ];
}

function addressList(addresses: readonly CidrAddress[]): string {
  return addresses
    .map(({ address, prefix }) => `${address}/${prefix}`)
    .toSorted()
    .join(' ');
}
