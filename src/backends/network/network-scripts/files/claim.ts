/** Whether network-scripts have a device for their own. */
import { linkNamed } from '../../../../model/links.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import type { StackState } from '../../../../model/host-state.ts';
import type { Claim } from '../../../interfaces/network-backend.ts';
import { bootFiles, isInterfaceFileName } from './boot-files.ts';
import { claims } from './interface-file.ts';

/** `unknown` where a file that must not be read may be for it, whatever its name says. */
export function claim(device: string, state: StackState): Claim {
  const files = bootFiles(state).filter(({ name }) => isInterfaceFileName(name));
  const mac = state.live ? ownAddressOf(linkNamed(device, state.links)) : undefined;
  if (files.some((file) => claims(file, device, mac))) return 'owned';
  return files.some(({ text }) => text === undefined) ? 'unknown' : 'leaves alone';
}
