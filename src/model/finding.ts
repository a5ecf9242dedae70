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
  'ifcfg-bridge',
  'ifcfg-interface',
  'ifcfg-conflict',
  'networkmanager',
  'network-service',
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
