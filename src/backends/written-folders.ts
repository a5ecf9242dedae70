/** The folders of the files that Bridgehead writes; the unit's ReadWritePaths= names them too. */

import { leaseFolders } from '../model/dhcp/files.ts';
import { configurationFolder } from './dhclient/configurations.ts';
import { zonesFolder } from './firewalld/zone-file.ts';
import { nftFolder } from './host-firewall/shared/kept-files.ts';
import { dropInFolder } from './network/network-scripts/networkmanager/drop-in.ts';
import { networkBackends } from './network/backends.ts';
import { deviceStateFolder } from './network/network-manager/daemon/device-state.ts';
import { dropInFolder as cloudInitFolder } from './other-writers/cloud-init.ts';
import { xenFolder } from './xen/network-script.ts';

export const writtenFolders: readonly string[] = [
  ...networkBackends.flatMap((backend) => backend.writtenFolders),
  xenFolder,
  cloudInitFolder,
  dropInFolder,
  deviceStateFolder,
  zonesFolder,
  '/etc/sysctl.d',
  '/etc/udev/rules.d',
  ...leaseFolders,
  configurationFolder,
  '/etc/sysconfig',
  '/etc/iptables',
  nftFolder,
];
