/** Whether the host's configuration has a bridge. */
import type { HostState } from '../../../../model/host-state.ts';
import { configOf } from './config.ts';

/** Whether a file describes the bridge, so that the next boot makes it. */
export function isConfigured(bridge: string, state: Pick<HostState, 'network'>): boolean {
  return configOf(state).files.some(({ name }) => name === `ifcfg-${bridge}`);
}
