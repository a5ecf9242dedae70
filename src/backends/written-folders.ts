/** The folders of the files that Bridgehead writes; the unit's ReadWritePaths= names them too. */
import { leaseFolders } from './dhcp-clients.ts';
import { dropInFolder } from './network-manager.ts';
import { scriptsFolder } from './network-scripts.ts';
import { xenFolder } from './xen.ts';

export const writtenFolders: readonly string[] = [
  scriptsFolder,
  xenFolder,
  dropInFolder,
  '/etc/sysctl.d',
  '/etc/udev/rules.d',
  ...leaseFolders,
  '/etc/sysconfig',
  '/etc/iptables',
];
