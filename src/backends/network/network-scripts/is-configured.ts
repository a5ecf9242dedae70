/** Whether the host's configuration has a bridge. Pure. */
import type { HostState } from '../../../model/host-state.ts';

/** Whether a file describes the bridge, so that the next boot makes it. */
export function isConfigured(bridge: string, { networkFiles }: Pick<HostState, 'networkFiles'>): boolean {
  return networkFiles.some(({ name }) => name === `ifcfg-${bridge}`);
}
