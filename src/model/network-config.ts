/** How the host's network is configured, as each network stack that is there has it written down. */
import type { HostFile } from './host-file.ts';

/** Red Hat's network-scripts. */
export interface NetworkScriptsConfig {
  /** ifcfg-*, route-* and the like. */
  readonly files: readonly HostFile[];
  /** /etc/sysconfig/network; undefined where there is none. */
  readonly defaults: HostFile | undefined;
  /** Those of /etc/sysconfig/static-routes and static-routes-ipv6 that are there. */
  readonly staticRoutes: readonly HostFile[];
  /** What DELAY= means to this host's ifup: `seconds` (brctl) or `centiseconds` (initscripts 10 and later: ip link). */
  readonly delayUnit: 'seconds' | 'centiseconds';
  /** What would read the files; `unknown` where it can only be tried. Whether the boot starts it, HostState's `atBoot` says. */
  readonly service: 'absent' | 'present' | 'unknown';
}

/** By the name of the backend; a stack that is not there has no entry. */
export interface NetworkConfigs {
  readonly 'network-scripts'?: NetworkScriptsConfig;
}

export type BackendName = keyof NetworkConfigs;
