/** The file steps that delete a bridge at every boot, and restore its interface. */
import { AgentError } from '../../../contract/errors.ts';
import type { HostFile } from '../../../model/host-file.ts';
import type { HostState } from '../../../model/host-state.ts';
import { editIfcfg } from '../ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from '../ifcfg/parse.ts';
import type { FileStep } from '../../../model/plan.ts';
import { quoted } from '../../../contract/quoted.ts';
import { replaceFile } from '../../../model/replace-file.ts';
import { findInheritingPort, type Port } from './contents/inheriting-port.ts';
import { claimOf, claims, deviceOf } from './files/interface-file.ts';
import { bootFiles, isInterfaceFileName, readIfcfg } from './files/boot-files.ts';
import { leavingChanges } from './contents/leaving-changes.ts';
import { returnSteps } from './companions/returns.ts';
import { companionsOf, type Companion } from './companions/find.ts';
import { isAsWritten, type SavedFiles } from './files/saved-files.ts';
import { refusePppoe } from './guards/unsupported.ts';
import { configOf } from './files/config.ts';

export interface PlannedDeletion {
  /** The interfaces' files first, then the bridge's, then those that go with the addresses. */
  readonly steps: readonly FileStep[];
  /** The interfaces that the files name as ports. */
  readonly interfaces: readonly string[];
}

/**
 * If all that `saved` tells of is still as it was written, it is restored byte for byte;
 * else the interface gets what the bridge's file says now. Throws AgentError: Busy, Conflict, Unsupported or Refused.
 */
export function planDeleteFiles(bridge: string, state: HostState, saved: SavedFiles | undefined): PlannedDeletion {
  const files = bootFiles(state);
  const bridgeFile = files.find(({ name }) => name === `ifcfg-${bridge}`);
  const ports = findPorts(bridge, files);
  const interfaces = ports.map(({ device }) => device);
  const touched = [...ports.map(({ file }) => file), ...(bridgeFile === undefined ? [] : [bridgeFile])];
  const companions = companionsOf({ device: bridge, nick: bridge }, files);
  refuseDependents(bridge, files, [...touched, ...companions.map(({ file }) => file)]);
  if (bridgeFile !== undefined && ports.length === 0) refuseLostInterface(bridgeFile, state, saved);
  if (saved !== undefined && touched.length > 0 && touched.every((file) => isAsWritten(file, saved))) {
    const heir = heirOf(bridge, bridgeFile, ports, state)?.device;
    return {
      steps: [...restoreAll(bridge, touched, saved), ...returned(bridge, heir, companions, state, saved)],
      interfaces,
    };
  }
  const legacy = bridgeFile && { file: bridgeFile, ifcfg: readBridge(bridge, bridgeFile) };
  const inheriting = findInheritingPort(bridge, legacy?.ifcfg, ports, state);
  const steps = ports.flatMap((port) => portStep(bridge, port, port === inheriting ? legacy : undefined, saved));
  const removal = bridgeFile === undefined ? [] : removalStep(bridge, bridgeFile);
  const others = returned(bridge, inheriting?.device, companions, state, saved);
  return { steps: [...steps, ...removal, ...others], interfaces };
}

/** Throws Conflict where there are companions, and no interface that could have them. */
function returned(
  bridge: string,
  heir: string | undefined,
  companions: readonly Companion[],
  state: HostState,
  saved: SavedFiles | undefined,
): FileStep[] {
  if (heir !== undefined) return returnSteps(bridge, heir, companions, state, saved);
  const [companion] = companions;
  if (companion === undefined) return [];
  throw new AgentError(
    'Conflict',
    `${quoted(companion.file.name)} goes with bridge '${bridge}', and no file names an interface that could have it; remove the file first`,
  );
}

/** Of several ports that whose files are all as they were written. */
function heirOf(
  bridge: string,
  file: HostFile | undefined,
  ports: readonly Port[],
  state: HostState,
): Port | undefined {
  return findInheritingPort(bridge, file && readIfcfg(file), ports, state);
}

function findPorts(bridge: string, files: readonly HostFile[]): Port[] {
  const ports = files.filter((file) => isInterfaceFileName(file.name) && claimOf(file, 'BRIDGE') === bridge);
  return ports.map((file) => {
    const device = deviceOf(file);
    if (device !== undefined) return { file, device, ifcfg: readIfcfg(file) };
    throw new AgentError('Refused', `${quoted(file.name)} does not name a valid interface; correct its DEVICE`);
  });
}

/** Taking the bridge away would break what other files build on it. */
function refuseDependents(bridge: string, files: readonly HostFile[], touched: readonly HostFile[]): void {
  refusePppoe(`bridge '${bridge}'`, bridge, files);
  const others = files.filter((file) => !touched.includes(file));
  const dependent = others.find((file) => {
    if (!isInterfaceFileName(file.name)) return false;
    return claimOf(file, 'PHYSDEV') === bridge || claimOf(file, 'DEVICE')?.startsWith(`${bridge}.`) === true;
  });
  if (dependent !== undefined) {
    throw new AgentError('Busy', `${quoted(dependent.name)} depends on bridge '${bridge}'; remove that file first`);
  }
  const claimant = others.find((file) => claims(file, bridge, undefined));
  if (claimant === undefined) return;
  throw new AgentError('Conflict', `${quoted(claimant.name)} also configures device '${bridge}'; keep one file for it`);
}

/** The interface's file is gone: at the next boot no device would have the bridge's addresses. */
function refuseLostInterface(bridgeFile: HostFile, state: HostState, saved: SavedFiles | undefined): void {
  const paths = new Set(configOf(state).files.map(({ path }) => path));
  const lost = [...(saved ?? [])].find(([path, { after }]) => after !== null && !paths.has(path));
  const folder = bridgeFile.path.slice(0, -bridgeFile.name.length);
  if (lost?.[0].startsWith(folder) !== true || !isInterfaceFileName(lost[0].slice(folder.length))) return;
  throw new AgentError(
    'Conflict',
    `${quoted(lost[0])}, the interface's file, is gone; write it again, with its BRIDGE line, and then delete the bridge`,
  );
}

function restoreAll(bridge: string, touched: readonly HostFile[], saved: SavedFiles): FileStep[] {
  return touched.flatMap((file) => {
    const before = saved.get(file.path)?.before ?? null;
    return before === null
      ? removalStep(bridge, file)
      : replaceFile(`restore ${quoted(file.name)} as it was`, file, before);
  });
}

function readBridge(bridge: string, file: HostFile): IfcfgFile {
  const ifcfg = readIfcfg(file);
  if (ifcfg.get('TYPE')?.toLowerCase() === 'bridge') return ifcfg;
  throw new AgentError(
    'Refused',
    `'${file.name}' does not set TYPE=Bridge; see 'Verify', and correct it before '${bridge}' is deleted`,
  );
}

/** Where only the bridge's file was changed, the old bytes are what the changes are made to. @param legacy of the bridge. */
function portStep(
  bridge: string,
  port: Port,
  legacy: Pick<Port, 'file' | 'ifcfg'> | undefined,
  saved: SavedFiles | undefined,
): FileStep[] {
  const { file, device } = port;
  const old = saved !== undefined && isAsWritten(file, saved) ? saved.get(file.path)?.before : undefined;
  if (old === null && legacy === undefined) {
    return replaceFile(`remove '${file.name}': interface '${device}' had no file before '${bridge}'`, file, null);
  }
  const base = old == null ? port.ifcfg : parseIfcfg(file.name, old);
  const text = editIfcfg(base, leavingChanges(base, legacy?.ifcfg, bridge, device));
  const what = legacy === undefined ? `leaves '${bridge}'` : `leaves '${bridge}' and takes over its configuration`;
  return replaceFile(`change ${quoted(file.name)}: interface '${device}' ${what}`, file, text, legacy?.file);
}

function removalStep(bridge: string, file: HostFile): FileStep[] {
  return replaceFile(`remove '${file.name}': the next boot does not create bridge '${bridge}'`, file, null);
}
