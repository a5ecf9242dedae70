/** Whether the files say already what was asked for. */
import { AgentError } from '../../../../contract/errors.ts';
import type { CidrAddress } from '../../../../model/addresses.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { keepsNetworkManagerOff, startsAtBoot, turnsStpOn, type DelayUnit } from '../../ifcfg/readings.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { readDelay, readSnooping } from '../contents/bridge-settings.ts';
import { fileAddressing } from '../addressing/file-addressing.ts';
import { isNamed } from '../../addresses/persist.ts';
import { configOf } from '../files/config.ts';

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
    ...compareBasics(request, files, configOf(state).delayUnit),
    ...compareStp(request, files.bridge, state),
    ...compareSnooping(request, files.bridge),
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

function compareBasics(request: CreateBridgeRequest, { port, bridge }: BridgeFiles, unit: DelayUnit): Comparison[] {
  return [
    ['DEVICE', request.bridge, bridge.get('DEVICE') ?? ''],
    ['TYPE', 'Bridge', bridge.get('TYPE') ?? ''],
    ['ONBOOT', 'yes', onOff(startsAtBoot(bridge.get('ONBOOT'), unit), 'yes', bridge.get('ONBOOT'))],
    [`ONBOOT in ${quoted(port.name)}`, 'yes', onOff(startsAtBoot(port.get('ONBOOT'), unit), 'yes', port.get('ONBOOT'))],
  ];
}

/** `right` where it holds, else what is there. */
function onOff(holds: boolean, right: string, found: string | undefined): string {
  return holds ? right : (found ?? '');
}

/** Without STP a missing DELAY is as good as 0. */
function compareStp(request: CreateBridgeRequest, bridge: IfcfgFile, state: HostState): Comparison[] {
  const unit = configOf(state).delayUnit;
  const delay = readDelay(bridge.get, unit) ?? (request.stp ? 15 : 0);
  return [
    ['STP', request.stp ? 'on' : 'off', turnsStpOn(bridge.get('STP'), unit) ? 'on' : 'off'],
    ['a forward delay of', String(request.forwardDelay), String(delay)],
  ];
}

function compareSnooping({ multicastSnooping: asked }: CreateBridgeRequest, { get }: IfcfgFile): Comparison[] {
  if (asked === undefined) return [];
  const words = (on: boolean | undefined): string => (on === undefined ? "the kernel's" : on ? 'on' : 'off');
  return [['multicast snooping', words(asked), words(readSnooping(get))]];
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
    return [`NM_CONTROLLED in ${quoted(file.name)}`, 'no', onOff(keepsNetworkManagerOff(value), 'no', value)];
  });
}

function compareAddressing(request: CreateBridgeRequest, { bridge, defaults }: BridgeFiles): Comparison[] {
  const { name, get } = bridge;
  if (request.addressing === 'keep' && request.persist.length === 0) return [];
  const found = fileAddressing({ name, get, getDefault: defaults.get }, request.bridge);
  if (request.persist.some((named) => !found.addresses.some((address) => isNamed(address, [named])))) {
    return [['the addresses', request.persist.map(({ address }) => address).join(' '), addressList(found.addresses)]];
  }
  if (request.addressing === 'keep') return [];
  const protocol = get('BOOTPROTO');
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
