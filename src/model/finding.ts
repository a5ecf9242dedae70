/** What Verify says of one thing. */

export const checks = [
  'bridge',
  'mac',
  'interface-in-bridge',
  'not-nat-bridge',
  'carrier',
  'addresses',
  'default-route',
  'gateway',
  'mtu',
  'stp',
  'config-bridge',
  'config-interface',
  'config-conflict',
  'config-service',
  'networkmanager',
  'xen',
  'bridged-traffic',
  'bridged-traffic-at-boot',
  'libvirtd',
  'guests',
] as const;
export type Check = (typeof checks)[number];

export type FindingStatus = 'pass' | 'warn' | 'fail' | 'skip';

export interface Finding {
  readonly check: Check;
  readonly status: FindingStatus;
  readonly message: string;
  readonly expected: string;
  readonly found: string;
  /** What the administrator can do; empty where nothing is wrong. */
  readonly remedy: string;
}
