/** The network scripts' files as the boot sees them: which count, and what they say. */
import { AgentError } from '../../../../contract/errors.ts';
import { requireReadable, type HostFile } from '../../../../model/host-file.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { parseIfcfg, type IfcfgFile } from '../../ifcfg/parse.ts';
import { keepsNetworkManagerOff } from '../../ifcfg/readings.ts';
import { configOf } from './config.ts';

/** Where they lie. */
export const scriptsFolder = '/etc/sysconfig/network-scripts';

/** Names that every version passes over (initscripts: functions, __sed_discard_ignored_files). */
const alwaysIgnored = /(?:~|\.bak|\.orig|\.rpmnew|\.rpmorig|\.rpmsave)$/;

/**
 * The files that the network service may read. `.old` is passed over only since RHEL 7, and one can't tell RHEL 7 from
 * RHEL 6 by what it makes of DELAY=, so that where seconds are meant it counts.
 */
export function bootFiles(state: Pick<HostState, 'network'>): readonly HostFile[] {
  const { files, delayUnit } = configOf(state);
  const readsOld = delayUnit === 'seconds';
  return files.filter(({ name }) => !alwaysIgnored.test(name) && (readsOld || !name.endsWith('.old')));
}

/** Whether the name is an interface's own file: no alias, no range of addresses. */
export function isInterfaceFileName(name: string): boolean {
  return /^ifcfg-[^:]+$/.test(name) && !name.includes('-range') && name !== 'ifcfg-lo';
}

/** What the file says. Throws Refused where it must not be read, or where only a shell could. */
export function readIfcfg(file: HostFile): IfcfgFile {
  // One in doubt is parsed again, for its error.
  return tryReadIfcfg(file) ?? parseIfcfg(file.name, requireReadable(file, file.name).text);
}

/** As `readIfcfg`, but undefined for a file in doubt: for those that are not to be changed. */
export function tryReadIfcfg(file: HostFile): IfcfgFile | undefined {
  if (!readings.has(file)) readings.set(file, parseUnlessInDoubt(file));
  return readings.get(file);
}

/** A file that was read never changes, and is asked about once for each of a thousand interfaces. */
const readings = new WeakMap<HostFile, IfcfgFile | undefined>();

function parseUnlessInDoubt({ name, text }: HostFile): IfcfgFile | undefined {
  if (text === undefined) return undefined;
  try {
    return parseIfcfg(name, text);
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

/** Whether `ifcfg-NAME` keeps NetworkManager off its device: NM_CONTROLLED=no (nm-settings-ifcfg-rh(5)). */
export function isReleased(name: string, state: Pick<HostState, 'network'>): boolean {
  const file = configOf(state).files.find((one) => one.name === `ifcfg-${name}`);
  return keepsNetworkManagerOff(file && tryReadIfcfg(file)?.get('NM_CONTROLLED'));
}
