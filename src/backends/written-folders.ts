/** The folders of the files that Bridgehead writes; the unit's ReadWritePaths= names them too. */
import { leaseFolders } from './dhclient/read.ts';
import { dropInFolder } from './network/network-scripts/networkmanager/read.ts';
import { scriptsFolder } from './network/network-scripts/read.ts';
import { xenFolder } from './xen/read.ts';

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
