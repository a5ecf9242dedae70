/** Red Hat's network-scripts: the two files, and a restart of the service, for which the laboratory has a stand-in. */
import { hostFiles } from '../../test/lab/host-files.ts';
import { onHost, skipDuplicateAddressDetection, uplink, type Way } from './way.ts';

const folder = '/etc/sysconfig/network-scripts';
const ofUplink = hostFiles[`${folder}/ifcfg-eth0`] ?? '';

const bridgeFile = `DEVICE=br0
TYPE=Bridge
ONBOOT=yes
BOOTPROTO=none
STP=off
DELAY=0
MACADDR=${uplink.mac}
${(ofUplink.match(/^(?:IPADDR|PREFIX|GATEWAY|IPV6\w*)=.*\n/gm) ?? []).join('')}`;

const portFile = `${ofUplink.replace(/^(?:IPADDR|PREFIX|GATEWAY|IPV6\w*)=.*\n/gm, '')}BRIDGE=br0\n`;

export const networkScripts: Way = {
  name: 'networkScripts',
  packages: [],
  prepare: skipDuplicateAddressDetection,
  change: async (lab) => {
    await lab.writeFile(`${folder}/ifcfg-br0`, bridgeFile);
    await lab.writeFile(`${folder}/ifcfg-eth0`, portFile);
    await onHost(lab, 'service network restart');
  },
};
