/** What the next boot will make of the network files, for Verify. */
import { findingOf, skip, type Finding } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { claimOf, deviceOf } from '../files/interface-file.ts';
import { bootFiles, isInterfaceFileName } from '../files/boot-files.ts';
import { bridgeFileProblems } from './bridge-file.ts';
import { conflictProblems } from './conflicts.ts';
import { interfaceFileProblems, missingPort } from './interface-file.ts';
import { configOf } from '../files/config.ts';

const checks = ['config-bridge', 'config-interface', 'config-conflict'] as const;

/**
 * The findings of `config-bridge`, `config-interface` and `config-conflict`, one of each. Never throws.
 * @param interfaceName the uplink, or undefined to go by the files.
 */
export function verifyFiles(bridge: string, interfaceName: string | undefined, state: HostState): Finding[] {
  if (configOf(state).files.length === 0)
    return checks.map((check) => skip(check, 'this host has no files of network-scripts'));
  const named = portsByFile(bridge, state).filter((port) => port !== interfaceName);
  const ports = interfaceName === undefined ? named : [interfaceName, ...named];
  const portProblems = ports.flatMap((port) => interfaceFileProblems(bridge, port, state));
  const names = listOf(ports.map((port) => quoted(port)));
  return [
    findingOf('config-bridge', bridgeFileProblems(bridge, state), {
      message: `the file of bridge '${bridge}' creates it at every boot as it is now`,
      found: `ifcfg-${bridge}`,
    }),
    findingOf('config-interface', ports.length === 0 ? [missingPort(bridge)] : portProblems, {
      message: `the file of interface ${names} puts it behind bridge '${bridge}' at every boot`,
      found: `BRIDGE=${bridge}`,
    }),
    findingOf('config-conflict', conflictProblems([bridge, ...ports], state), {
      message: 'no two files claim the same device',
      found: 'one file for each device',
    }),
  ];
}

function portsByFile(bridge: string, state: HostState): string[] {
  return bootFiles(state)
    .filter((file) => isInterfaceFileName(file.name) && claimOf(file, 'BRIDGE') === bridge)
    .flatMap((file) => deviceOf(file) ?? []);
}
