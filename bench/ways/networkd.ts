/** systemd-networkd (systemd.network(5)). With a read-only /sys, as in a container, it runs without systemd and udev. */
import { eventually } from '../../test/lab/eventually.ts';
import { onHost, uplink, writeRun, type Way } from './way.ts';

const folder = '/run/systemd/network';

const address = `Address=${uplink.ipv4}
Address=${uplink.ipv6}
Gateway=${uplink.gateway4}
Gateway=${uplink.gateway6}
IPv6AcceptRA=no
`;

const netdev = `[NetDev]
Name=br0
Kind=bridge
MACAddress=${uplink.mac}
[Bridge]
STP=no
ForwardDelaySec=0
`;

export const networkd: Way = {
  name: 'systemd-networkd, networkctl reload',
  needs: '/lib/systemd/systemd-networkd',
  prepare: async (lab) => {
    await writeRun(lab, `${folder}/10-eth0.network`, `[Match]\nName=eth0\n[Network]\n${address}`);
    await onHost(
      lab,
      `mount -o remount,bind,ro /sys
      mkdir -p /run/systemd/netif
      chown -R systemd-network: /run/systemd/netif`,
    );
    await lab.spawn('host', ['/lib/systemd/systemd-networkd']);
    await eventually('networkd has configured eth0', async () => {
      const { stdout } = await lab.host(['networkctl', 'list', '--no-legend', 'eth0']);
      return stdout.includes('configured');
    });
  },
  change: async (lab) => {
    await writeRun(lab, `${folder}/05-br0.netdev`, netdev);
    await writeRun(lab, `${folder}/20-br0.network`, `[Match]\nName=br0\n[Network]\n${address}`);
    await writeRun(lab, `${folder}/10-eth0.network`, '[Match]\nName=eth0\n[Network]\nBridge=br0\n');
    await onHost(lab, 'networkctl reload');
  },
};
