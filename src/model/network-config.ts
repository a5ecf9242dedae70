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

/** Of NMDeviceState (NM_DEVICE_STATE_ACTIVATED): the device has its profile, completely. */
export const activated = 100;

/** What NetworkManager says of a device (NetworkManager: org.freedesktop.NetworkManager.Device). */
export interface NetworkManagerDevice {
  /** NMDeviceState: 10 is unmanaged, 30 disconnected, 100 activated. */
  readonly state: number;
  readonly managed: boolean;
  /** Whether it only watches what others made of the device. */
  readonly external: boolean;
  /** The UUID of the profile that is active on it. */
  readonly active: string | undefined;
  /** The files of the profiles that it could be given. */
  readonly available: readonly string[];
  /** Options of its leases, by dhclient's names: `dhcp_client_identifier`, `iaid` … */
  readonly dhcp4: Readonly<Record<string, string>>;
  readonly dhcp6: Readonly<Record<string, string>>;
}

/** A profile, and where NetworkManager has it from. */
export interface NetworkManagerProfile {
  readonly uuid: string;
  /** What people call it. */
  readonly id: string;
  /**
   * `memory` for one that NetworkManager made up, which the next boot does not find; `ifcfg` for a file of its plugin ifcfg-rh, `other`
   * for another plugin's.
   */
  readonly origin: 'etc' | 'lib' | 'run' | 'netplan' | 'memory' | 'ifcfg' | 'other';
  /** Its own. The text is left out where it must not be read, where it is no profile's, and where it holds secrets. */
  readonly file: HostFile;
  /** What it says as a keyfile, with the values of secrets left out; undefined where it cannot be read. */
  readonly shown: string | undefined;
  /** The keys of its secrets, as `802-1x.password`. */
  readonly secrets: readonly string[];
}

/** A connection that NetworkManager has active. */
export interface NetworkManagerActivation {
  readonly uuid: string;
  readonly id: string;
  /** As in a profile: `802-3-ethernet`, `bridge`, `vpn` … */
  readonly type: string;
  readonly external: boolean;
  readonly devices: readonly string[];
}

/** Its unit, as far as a stop and a start depend on it. */
export interface NetworkManagerUnit {
  /** Whether systemd has it, so that it can be started: not so where it is masked. */
  readonly loads: boolean;
  /** Whether it may be stopped or started by its dependencies alone. */
  readonly refuses: boolean;
  /** Units that systemd stops with it, whatever the job (systemd.unit(5): BindsTo=). */
  readonly bound: readonly string[];
  /** Programs that run as it stops: its own unit has none. */
  readonly stopCommands: readonly string[];
}

export interface NetworkManagerConfig {
  /** Undefined where it does not run, or does not answer. */
  readonly version: string | undefined;
  /** By name; empty where it does not run. */
  readonly devices: Readonly<Record<string, NetworkManagerDevice>>;
  readonly active: readonly NetworkManagerActivation[];
  readonly profiles: readonly NetworkManagerProfile[];
  /** Its own settings as its next start reads them, printed as a keyfile; undefined where it does not run, or does not say. */
  readonly configuration?: string | undefined;
  /** What its next start makes of ifcfg files; undefined where it has no profile in one, or does not say. */
  readonly ifcfg?: 'read' | 'migrated' | 'ignored' | undefined;
  /** Undefined where it does not run, or systemd does not. */
  readonly unit?: NetworkManagerUnit | undefined;
}

/** By the name of the backend; a stack that is not there has no entry. */
export interface NetworkConfigs {
  readonly 'network-scripts'?: NetworkScriptsConfig;
  readonly 'network-manager'?: NetworkManagerConfig;
}

export type BackendName = keyof NetworkConfigs;
