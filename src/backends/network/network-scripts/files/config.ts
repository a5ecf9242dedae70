/** The configuration by network-scripts, on every host. */
import type { HostState } from '../../../../model/host-state.ts';
import type { NetworkScriptsConfig } from '../../../../model/network-config.ts';

/** Of a host without network-scripts: nothing is configured, and nothing would read it. */
const none: NetworkScriptsConfig = {
  files: [],
  defaults: undefined,
  staticRoutes: [],
  delayUnit: 'seconds',
  service: 'absent',
};

export function configOf({ network }: Pick<HostState, 'network'>): NetworkScriptsConfig {
  return network['network-scripts'] ?? none;
}

/** Whether a file describes the bridge, so that the next boot makes it. */
export function isConfigured(bridge: string, state: Pick<HostState, 'network'>): boolean {
  return configOf(state).files.some(({ name }) => name === `ifcfg-${bridge}`);
}
