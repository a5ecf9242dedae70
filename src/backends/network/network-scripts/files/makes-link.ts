/** Whether the next boot makes a link that the kernel may not have yet. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { bootFiles, tryReadIfcfg } from './boot-files.ts';
import { claimantsOf } from './interface-file.ts';
import { madeLinkOf } from './made-link.ts';
import { readNetworkDefaults } from './network-defaults.ts';

/** A VLAN or a bond with a file of its own. Never throws: what is wrong with the files the plan says. */
export function makesLink(device: string, state: HostState): boolean {
  const [file] = claimantsOf(device, undefined, bootFiles(state));
  const ifcfg = file && tryReadIfcfg(file);
  if (ifcfg === undefined) return false;
  try {
    return madeLinkOf(device, ifcfg, readNetworkDefaults(state)) !== undefined;
  } catch (error) {
    if (error instanceof AgentError) return true;
    throw error;
  }
}
