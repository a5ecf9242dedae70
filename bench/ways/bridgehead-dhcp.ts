/** Bridgehead on a host with an IPv4 address from a DHCP server: the lease moves too. */
import { becomeDhcpHost, startDhcpServer } from '../../test/lab/dhcp/dhcp.ts';
import { hostFiles } from '../../test/lab/host-files.ts';
import { bridgehead } from './bridgehead.ts';
import type { Way } from './way.ts';

const path = '/etc/sysconfig/network-scripts/ifcfg-eth0';

export const bridgeheadDhcp: Way = {
  ...bridgehead,
  name: 'bridgeheadDhcp',
  packages: ['isc-dhcp-client'],
  needs: 'dhclient',
  prepare: async (lab, tools) => {
    const file = hostFiles[path] ?? '';
    await lab.writeFile(
      path,
      file.replace('BOOTPROTO=none', 'BOOTPROTO=dhcp').replace(/^(?:IPADDR|PREFIX|GATEWAY)=.*\n/gm, ''),
    );
    await startDhcpServer(lab);
    await becomeDhcpHost(lab);
    await bridgehead.prepare(lab, tools);
  },
};
