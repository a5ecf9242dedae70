/**
 * systemd-networkd (systemd.network(5)), in the way that loses least: one reload makes the bridge, and another moves the
 * addresses, without duplicate address detection. With a read-only /sys, as in a container, it runs without systemd and udev.
 */
import { eventually } from '../../test/lab/eventually.ts';
import { onHost, uplink, writeRun, type Way } from './way.ts';

const folder = '/run/systemd/network';

const address = `Address=${uplink.ipv4}
Gateway=${uplink.gateway4}
Gateway=${uplink.gateway6}
IPv6AcceptRA=no
[Address]
Address=${uplink.ipv6}
DuplicateAddressDetection=none
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
  name: 'networkd',
  packages: ['systemd'],
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
    await onHost(lab, 'networkctl reload');
    await eventually('br0 exists', async () => (await lab.host(['ls', '/sys/class/net/br0'])).exitCode === 0);
    await writeRun(lab, `${folder}/20-br0.network`, `[Match]\nName=br0\n[Network]\n${address}`);
    await writeRun(
      lab,
      `${folder}/10-eth0.network`,
      '[Match]\nName=eth0\n[Network]\nBridge=br0\nLinkLocalAddressing=no\n',
    );
    await onHost(lab, 'networkctl reload');
  },
};
