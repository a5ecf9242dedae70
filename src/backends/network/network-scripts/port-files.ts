/** The file steps that put further interfaces behind a bridge at every boot. */
import { AgentError } from '../../../contract/errors.ts';
import { listOf } from '../../../contract/list-of.ts';
import { quoted } from '../../../contract/quoted.ts';
import { noFile, type HostFile } from '../../../model/host-file.ts';
import type { HostState, Link } from '../../../model/host-state.ts';
import type { InterfaceName } from '../../../model/names.ts';
import type { FileStep } from '../../../model/plan.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import { ownAddressOf } from '../../../model/uplink-kinds.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { markWarnings } from '../../other-writers/marks.ts';
import { companionsOf } from './companions/find.ts';
import { bootFiles, isReleased, readIfcfg, scriptsFolder } from './files/boot-files.ts';
import { configOf } from './files/config.ts';
import { findInterfaceFile } from './files/interface-file.ts';
import { madeLinkOf } from './files/made-link.ts';
import { readNetworkDefaults } from './files/network-defaults.ts';
import { editIfcfg, writeIfcfg } from '../ifcfg/edit.ts';
import type { IfcfgFile } from '../ifcfg/parse.ts';
import { isDhcp, startsAtBoot } from '../ifcfg/readings.ts';
import { portsOf } from './contents/intent.ts';
import { refuseBondingMode, refuseHardwareAddress, refuseOtherLink, refuseOtherMac } from './guards/link-conflicts.ts';
import { refuseOtherMaster } from './guards/masters.ts';
import { portChanges } from './contents/port-changes.ts';
import { refusePppoe, refuseUnsupportedFile } from './guards/unsupported.ts';

interface PlannedPorts {
  readonly steps: readonly FileStep[];
  readonly warnings: readonly string[];
}

/** Throws AgentError: Exists where the files have a further port that was not asked for, and see planPort. */
export function planPortFiles(request: CreateBridgeRequest, state: HostState): PlannedPorts {
  refuseOthers(request, state);
  const meant = keptOffNetworkManager(request, state);
  const planned = request.ports.map((port) => planPort(port, meant, state));
  return { steps: planned.flatMap(({ steps }) => steps), warnings: planned.flatMap(({ warnings }) => warnings) };
}

/** NetworkManager would have no bridge for a port of its own where the uplink's file keeps it off both already. */
function keptOffNetworkManager(request: CreateBridgeRequest, state: HostState): CreateBridgeRequest {
  return isReleased(request.interface, state) ? { ...request, networkmanager: 'release' } : request;
}

/** A port that is left out is not taken away: what hangs on it would be cut off by a call that creates a bridge. */
function refuseOthers({ bridge, interface: uplink, ports }: CreateBridgeRequest, state: HostState): void {
  const isThere = configOf(state).files.some(({ name }) => name === `ifcfg-${bridge}`);
  const others = portsOf(bridge, state).filter((name) => name !== uplink && !ports.some((port) => port === name));
  if (!isThere || others.length === 0) return;
  const names = listOf(others.map(quoted));
  throw new AgentError(
    'Exists',
    `bridge '${bridge}' exists already, and has the further port${others.length === 1 ? '' : 's'} ${names}; name ${others.length === 1 ? 'it' : 'them'} in 'ports', or delete the bridge first`,
  );
}

/**
 * Throws AgentError: Busy for a port of another bridge, Conflict for a file with addresses of its own or with others beside it,
 * Unsupported and Refused as for the interface.
 */
function planPort(port: InterfaceName, request: CreateBridgeRequest, state: HostState): PlannedPorts {
  const files = bootFiles(state);
  const link = state.live ? state.links.find(({ name }) => name === port) : undefined;
  const file = findInterfaceFile(port, ownAddressOf(link), files);
  if (file === undefined) return { steps: newPort(port, link, request, state), warnings: [] };
  const ifcfg = readIfcfg(file);
  if (ifcfg.get('BRIDGE') === request.bridge) return { steps: [], warnings: [] };
  refuseOtherMaster({ ...request, interface: port }, ifcfg);
  const defaults = readNetworkDefaults(state);
  const made = madeLinkOf(port, ifcfg, defaults);
  refuseUnsupportedFile(ifcfg, port, made);
  refuseHardwareAddress(ifcfg, port, made?.kind === 'bond' || link?.kind === 'bond');
  refuseBondingMode(ifcfg, port, made);
  if (link !== undefined) refuseOtherLink(ifcfg, made, link);
  if (link !== undefined) refuseOtherMac(ifcfg, link);
  refusePppoe(`interface '${port}'`, port, files);
  refuseAddresses(ifcfg, port, state);
  refuseCompanionsOf(file, port, files);
  const source = { port: ifcfg, defaults, link, companions: [], made };
  const text = editIfcfg(ifcfg, portChanges({ ...request, interface: port }, source));
  const title = `change ${quoted(file.name)}: interface '${port}' becomes a port of '${request.bridge}'`;
  return { steps: replaceFile(title, file, text), warnings: markWarnings(file, state.cloudInit) };
}

function newPort(port: string, link: Link | undefined, request: CreateBridgeRequest, state: HostState): FileStep[] {
  if (![undefined, 'veth'].includes(link?.kind)) {
    throw new AgentError(
      'Unsupported',
      `no file 'ifcfg-${port}' says how the next boot makes interface '${port}'; write one first, without addresses`,
    );
  }
  const mtu = request.mtu ?? (link === undefined || link.mtu === 1500 ? undefined : link.mtu);
  const entries = new Map([
    ['DEVICE', port],
    ...(link === undefined ? [] : [['HWADDR', link.mac.toUpperCase()] as const]),
    ['TYPE', 'Ethernet'],
    ['ONBOOT', 'yes'],
    ['BOOTPROTO', 'none'],
    ['BRIDGE', request.bridge],
    ...(mtu === undefined ? [] : [['MTU', String(mtu)] as const]),
    ...(request.networkmanager === 'release' ? [['NM_CONTROLLED', 'no'] as const] : []),
  ]);
  const name = `ifcfg-${port}`;
  const found = configOf(state).files.find((one) => one.name === name) ?? noFile(`${scriptsFolder}/${name}`);
  const title = `write '${name}': interface '${port}' is a port of '${request.bridge}'`;
  return replaceFile(title, found, writeIfcfg(entries));
}

/** An installer writes DHCP into the files of all cards, and leaves those off at boot that are not used. */
function refuseAddresses(file: IfcfgFile, port: string, state: HostState): void {
  const addresses = /^(?:IPADDR\d*|GATEWAY|IPV6ADDR|IPV6ADDR_SECONDARIES|IPV6_DEFAULTGW)$/;
  const keys = file.keys.filter((key) => addresses.test(key) && file.get(key) !== '');
  const isStarted = startsAtBoot(file.get('ONBOOT'), configOf(state).delayUnit);
  if (isStarted && isDhcp(file.get('BOOTPROTO'))) keys.push('BOOTPROTO');
  if (keys.length === 0) return;
  throw new AgentError(
    'Conflict',
    `${quoted(file.name)} gives interface '${port}' addresses of its own (${listOf(keys, { last: ', ' })}), which a port cannot have; remove them first, or leave it out of 'ports'`,
  );
}

/** Aliases, route files and the like would have no device at the next boot. */
function refuseCompanionsOf(file: HostFile, port: string, files: readonly HostFile[]): void {
  const nick = file.name.slice('ifcfg-'.length);
  const [companion] = companionsOf({ device: port, nick }, files);
  if (companion === undefined) return;
  throw new AgentError(
    'Conflict',
    `${quoted(companion.file.name)} goes with addresses of interface '${port}', which will be a port; remove it first, or leave it out of 'ports'`,
  );
}
