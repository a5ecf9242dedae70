/** Files that get in each other's way at boot. */
import type { HostFile } from '../../../../model/host-file.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { failure, warning, type Problem } from '../../../../model/finding.ts';
import { companionsOf } from '../companions/find.ts';
import { claimantsOf } from '../files/interface-file.ts';
import { bootFiles, isInterfaceFileName } from '../files/boot-files.ts';

/** @param devices the bridge and its ports. Never throws. */
export function conflictProblems(devices: readonly string[], state: HostState): Problem[] {
  const files = bootFiles(state);
  return [
    ...devices.flatMap((device) => claimantProblems(device, files, state)),
    ...devices.slice(1).flatMap((port) => companionProblems(port, files)),
    ...files.filter((file) => isInterfaceFileName(file.name)).flatMap(untrustedProblems),
  ];
}

/** A copy kept under a name that initscripts don't pass over is a second file to them (functions: is_ignored_file). */
function claimantProblems(device: string, files: readonly HostFile[], state: HostState): Problem[] {
  const mac = state.live ? ownAddressOf(linkNamed(device, state.links)) : undefined;
  const claimants = claimantsOf(device, mac, files).map(({ name }) => quoted(name));
  if (claimants.length < 2) return [];
  const message = `several files claim device ${quoted(device)}, and the boot reads them all`;
  const all = listOf(claimants, { last: ', ' });
  const remedy = `keep one of ${all}, and move copies of it out of the folder`;
  return [failure(message, `${quoted(`ifcfg-${device}`)} alone`, all, remedy)];
}

/** ifup-eth ends before ifup-post where the device is a port: its routes and rules are not set, nor are its aliases. */
function companionProblems(port: string, files: readonly HostFile[]): Problem[] {
  return companionsOf({ device: port, nick: port }, files)
    .filter(({ kind }) => kind === 'routing' || kind === 'alias' || kind === 'range')
    .map(({ file: { name } }) => {
      const message = `${quoted(name)} is for interface ${quoted(port)}, which has no addresses behind a bridge`;
      return warning(message, 'no such file', quoted(name), `rename it for the bridge instead of ${quoted(port)}`);
    });
}

function untrustedProblems(file: HostFile): Problem[] {
  if (file.problem === undefined) return [];
  const message = `${quoted(file.name)} cannot be trusted: ${file.problem}`;
  return [
    warning(
      message,
      'a regular file owned by root',
      file.problem,
      `make ${quoted(file.name)} a regular file owned by root`,
    ),
  ];
}
