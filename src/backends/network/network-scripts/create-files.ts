/** The file steps that put an interface behind a bridge at every boot. */
import { AgentError } from '../../../contract/errors.ts';
import type { HostFile } from '../../../model/host-file.ts';
import type { HostState, Link } from '../../../model/host-state.ts';
import { editIfcfg, writeIfcfg } from '../ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from '../ifcfg/parse.ts';
import type { FileStep } from '../../../model/plan.ts';
import { quoted } from '../../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { newFile, replaceFile } from '../../../model/replace-file.ts';
import { ownAddressOf } from '../../../model/uplink-kinds.ts';
import type { BridgeAddressing } from './addressing/bridge-addressing.ts';
import { markWarnings } from '../../other-writers/marks.ts';
import { planBridgeEntries, type Source } from './contents/bridge-entries.ts';
import { renamings, renamingSteps, renamingWarnings, sharedSteps } from './companions/steps.ts';
import { companionsOf } from './companions/find.ts';
import { claimOf, claims, deviceOf, findInterfaceFile } from './files/interface-file.ts';
import { madeLinkOf } from './files/made-link.ts';
import { readNetworkDefaults } from './files/network-defaults.ts';
import { refuseBondingMode, refuseHardwareAddress, refuseOtherLink, refuseOtherMac } from './guards/link-conflicts.ts';
import { refuseLowerMtu } from './guards/lower-mtu.ts';
import { refuseOtherMaster } from './guards/masters.ts';
import { missingFile } from './guards/missing-file.ts';
import { portChanges } from './contents/port-changes.ts';
import { portWarnings } from './contents/port-warnings.ts';
import { bootFiles, isInterfaceFileName, readIfcfg } from './files/boot-files.ts';
import { listed } from '../addresses/lists.ts';
import { defaultsOf } from './addressing/reconcile.ts';
import { refuseNumberedGateway, refuseTwoReadings } from './guards/spellings.ts';
import { refuseDifference } from './guards/same-bridge.ts';
import { describeUnwritten } from './addressing/unwritten.ts';
import { refuseCompanions, refusePppoe, refuseUnsupportedFile } from './guards/unsupported.ts';

export interface PlannedFiles {
  /** The bridge's file first, then the interface's, then those that go with the addresses. */
  readonly steps: readonly FileStep[];
  /** The files say already all that was asked for, in whatever words. */
  readonly alreadyWritten: boolean;
  /** What they cannot keep: a sentence each. */
  readonly warnings?: readonly string[];
}

/**
 * The kernel is consulted unless the request is for the next boot only, or the state is
 * not live. Throws AgentError: Unsupported, Busy, Exists, Conflict or Refused, each with what to do.
 */
export function planCreateFiles(request: CreateBridgeRequest, state: HostState): PlannedFiles {
  const files = bootFiles(state);
  const link = state.live ? state.links.find(({ name }) => name === request.interface) : undefined;
  const portFile = findInterfaceFile(request.interface, ownAddressOf(link), files);
  if (portFile === undefined) throw missingFile(request.interface, state);
  const nick = portFile.name.slice('ifcfg-'.length);
  const companions = companionsOf({ device: request.interface, nick }, files);
  const [port, defaults] = [readIfcfg(portFile), readNetworkDefaults(state)];
  const made = madeLinkOf(request.interface, port, defaults);
  const source = { port, defaults, link, companions, made };
  refuseOtherMaster(request, port);
  const bridgeFile = files.find(({ name }) => name === `ifcfg-${request.bridge}`);
  if (bridgeFile !== undefined && source.port.get('BRIDGE') === request.bridge) {
    refuseDifference(request, { ...source, bridge: readIfcfg(bridgeFile) }, state);
    return { steps: [], alreadyWritten: true };
  }
  refuseTakenName(
    request,
    files.filter(
      (file) => file !== portFile && !companions.some((one) => one.file === file) && !isFurtherPort(file, request),
    ),
  );
  refuseUnsupported(request, source, state);
  const { steps, warnings = [] } = planSteps(request, source, { portFile, bridgeFile }, state);
  return { steps, warnings: [...warnings, ...markWarnings(portFile, state.cloudInit)], alreadyWritten: false };
}

function isFurtherPort(file: HostFile, { ports }: CreateBridgeRequest): boolean {
  return isInterfaceFileName(file.name) && ports.some((port) => port === deviceOf(file));
}

/** Neither another file nor another interface may have a part in the new bridge. */
function refuseTakenName({ bridge }: CreateBridgeRequest, files: readonly HostFile[]): void {
  const others = files.filter((file) => file.name !== `ifcfg-${bridge}`);
  const claimant = others.find((file) => claims(file, bridge, undefined) || hangsOn(file, bridge));
  if (claimant !== undefined) {
    throw new AgentError(
      'Exists',
      `${quoted(claimant.name)} already configures a device '${bridge}'; remove the file first`,
    );
  }
  const port = others.find((file) => file.name.startsWith('ifcfg-') && claimOf(file, 'BRIDGE') === bridge);
  if (port === undefined) return;
  throw new AgentError(
    'Exists',
    `bridge '${bridge}' already has another interface, according to ${quoted(port.name)}; choose another name`,
  );
}

function hangsOn(file: HostFile, bridge: string): boolean {
  return companionsOf({ device: bridge, nick: bridge }, [file]).length > 0;
}

function refuseUnsupported(request: CreateBridgeRequest, source: Source, state: HostState): void {
  const { port, link, companions, made } = source;
  const name = request.interface;
  refuseTwoReadings(request, port, state);
  refuseNumberedGateway(request, port, state);
  refuseUnsupportedFile(port, name, made);
  refusePppoe(`interface '${name}'`, name, bootFiles(state));
  if (request.addressing !== 'keep') refuseCompanions(`addressing '${request.addressing}'`, companions);
  refuseHardwareAddress(port, name, made?.kind === 'bond' || link?.kind === 'bond');
  refuseBondingMode(port, name, made);
  refuseLowerMtu(request, source, state);
  if (link === undefined) return;
  refuseOtherLink(port, made, link);
  refuseOtherMac(port, link);
  if (request.activate !== 'boot' && request.mtu === undefined) refuseOtherMtu(port, link);
}

/** The bridge is made now with the kernel's MTU, and at the next boot with the file's. */
function refuseOtherMtu(port: IfcfgFile, link: Link): void {
  const written = port.get('MTU') ?? '';
  if (written === '' || written === String(link.mtu)) return;
  throw new AgentError(
    'Conflict',
    `${quoted(port.name)} sets MTU to ${quoted(written)}, but interface '${link.name}' has ${link.mtu}; make the two agree, or give an mtu`,
  );
}

function planSteps(
  request: CreateBridgeRequest,
  source: Source,
  { portFile, bridgeFile }: { portFile: HostFile; bridgeFile: HostFile | undefined },
  state: HostState,
): Omit<PlannedFiles, 'alreadyWritten'> {
  const { entries, warnings, ...kernel } = planBridgeEntries(request, source, state);
  const name = `ifcfg-${request.bridge}`;
  const text = writeIfcfg(entries);
  const portText = editIfcfg(source.port, portChanges(request, source));
  parseIfcfg(name, text);
  const portTitle = `change ${quoted(portFile.name)}: interface '${request.interface}' becomes a port of '${request.bridge}'`;
  const portStep = replaceFile(portTitle, portFile, portText);
  const others = companionSteps(request, source, state);
  const told = [...warnings, ...portWarnings(request, source, state), ...renamingWarnings(source.companions)];
  if (bridgeFile === undefined) {
    const title = bridgeTitle(request, name, kernel, source.port);
    const bridgeStep = replaceFile(title, newFile(name, portFile), text);
    return { steps: [...bridgeStep, ...portStep, ...others], warnings: told };
  }
  if (bridgeFile.text === text) return { steps: [...portStep, ...others], warnings: told };
  throw new AgentError('Exists', `'${name}' already exists with other contents; delete the bridge first`);
}

function companionSteps({ bridge, interface: port }: CreateBridgeRequest, { companions }: Source, state: HostState) {
  const renamed = renamingSteps(renamings(companions, port, bridge), `goes with bridge '${bridge}'`, bootFiles(state));
  return [...renamed, ...sharedSteps(port, bridge, state)];
}

function bridgeTitle(
  request: CreateBridgeRequest,
  name: string,
  { additions, unwritten }: Pick<BridgeAddressing, 'additions' | 'unwritten'>,
  port: IfcfgFile,
): string {
  const what = {
    keep: `with the configuration of '${request.interface}'`,
    dhcp: 'with an address from a DHCP server',
    static: 'with the given addresses',
    none: 'without addresses',
  };
  const added = [
    ...(additions.addresses.length > 0 ? [`the address ${listed(additions.addresses)}`] : []),
    ...defaultsOf(additions),
  ].join(' and ');
  const addition =
    added === '' ? '' : `, and with ${added}, which the kernel has and the file of '${request.interface}' lacks`;
  return `write '${name}': bridge '${request.bridge}' ${what[request.addressing]}${addition}${describeUnwritten(unwritten, port)}`;
}
