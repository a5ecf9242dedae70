/** The file of the link below a VLAN. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import type { IfcfgFile } from '../../ifcfg/parse.ts';
import { bootFiles, tryReadIfcfg } from './boot-files.ts';
import { findInterfaceFile } from './interface-file.ts';

/** Undefined where it has none, or one in doubt: a card without a file is brought up for its VLAN all the same. */
export function lowerFileOf(device: string, state: HostState): IfcfgFile | undefined {
  const mac = state.live ? ownAddressOf(linkNamed(device, state.links)) : undefined;
  try {
    const file = findInterfaceFile(device, mac, bootFiles(state));
    return file && tryReadIfcfg(file);
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}
