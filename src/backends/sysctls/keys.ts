/** Which settings of an interface a bridge in its place takes over, by their path in /proc/sys/net: `ipv6/conf/accept_ra`. */

/** In a folder of net.ipv4 and of net.ipv6 for each interface (kernel: ip-sysctl). */
export const folders = ['ipv4/conf', 'ipv4/neigh', 'ipv6/conf', 'ipv6/neigh'] as const;

/** Settings that stay with the interface, and why. */
const ownReasons: Readonly<Record<string, string>> = {
  'ipv4/conf/mc_forwarding': 'read-only: a multicast routing daemon has it set',
  'ipv6/conf/mc_forwarding': 'read-only: a multicast routing daemon has it set',
  'ipv6/conf/mtu': "follows the link's mtu, which is set with the link",
  'ipv6/conf/addr_gen_mode': 'set with the link, and only once the bridge has its addresses',
  'ipv6/conf/stable_secret': 'secret: it is copied when the bridge is made, and never shown',
  'ipv4/conf/medium_id': 'tells which of several interfaces are on one medium, and the port stays on it too',
};

/** Older names of a setting that has a finer one: both show the same value, the newer without loss. */
const newerNames: Readonly<Record<string, string>> = {
  'neigh/base_reachable_time': 'base_reachable_time_ms',
  'neigh/retrans_time': 'retrans_time_ms',
  'neigh/unres_qlen': 'unres_qlen_bytes',
};

/** What ifup(8) sets by an interface's ifcfg file, each time it brings it up (initscripts: ifup-ipv6). */
const setByIfup = ['accept_ra', 'accept_redirects', 'autoconf', 'disable_ipv6', 'forwarding', 'use_tempaddr'];

/** What keeps a port from taking addresses and routes by advertisement, and its value for that. */
export const portSettings: Readonly<Record<string, string>> = { 'ipv6/conf/accept_ra': '0', 'ipv6/conf/autoconf': '0' };

/** What ifup(8) gave the bridge at a boot, and would have given its port. */
export const bridgesSettings = ['ipv6/conf/accept_redirects', 'ipv6/conf/use_tempaddr'] as const;

/** Whether a setting is the interface's own, and no bridge gets it. */
export function isOwn(key: string): boolean {
  return Object.hasOwn(ownReasons, key);
}

/** @param known the interface's settings. */
export function isCarried(key: string, known: Readonly<Record<string, string>>): boolean {
  if (isOwn(key)) return false;
  const [family, folder, name] = key.split('/');
  const newer = newerNames[`${folder ?? ''}/${name ?? ''}`];
  return newer === undefined || known[`${family ?? ''}/${folder ?? ''}/${newer}`] === undefined;
}

/** Whether the network scripts may have set it after the boot's files were applied. */
export function isSetByIfup(key: string): boolean {
  return key.startsWith('ipv6/conf/') && setByIfup.includes(key.slice('ipv6/conf/'.length));
}

/** Its path below /proc/sys, as a sysctl step has it. */
export function pathOf(device: string, key: string): string {
  const cut = key.lastIndexOf('/');
  return `net/${key.slice(0, cut)}/${device}${key.slice(cut)}`;
}

export function dottedName(device: string, key: string): string {
  return dottedPath(pathOf(device, key));
}

/**
 * As a file of sysctl.d(5) has it, and sysctl(8) takes it: a dot in the interface's name is a slash there.
 * @param path below /proc/sys.
 */
export function dottedPath(path: string): string {
  return path.replaceAll(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
}
