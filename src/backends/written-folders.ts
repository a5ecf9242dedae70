/** The folders of the files that Bridgehead writes; the unit's ReadWritePaths= names them too. */
import { leaseFolders } from '../model/dhcp/files.ts';
import { dropInFolder } from './network/network-scripts/networkmanager/drop-in.ts';
import { networkBackends } from './network/backends.ts';
import { xenFolder } from './xen/network-script.ts';

export const writtenFolders: readonly string[] = [
  ...networkBackends.flatMap((backend) => backend.writtenFolders),
  xenFolder,
  dropInFolder,
  '/etc/sysctl.d',
  '/etc/udev/rules.d',
  ...leaseFolders,
  '/etc/sysconfig',
  '/etc/iptables',
];
