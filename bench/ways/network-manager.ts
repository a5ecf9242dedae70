/**
 * NetworkManager through nmcli (nmcli-examples(7): a bridge and its port), in the way that loses least: the bridge is brought up,
 * and brings up its port. If the port is brought up instead, or the bridge is given a MAC address rather than that of its port,
 * about 650 packets are lost, because an ARP request of the bridge is lost and repeated after a second.
 */
import { eventually } from '../../test/lab/eventually.ts';
import { onHost, skipDuplicateAddressDetection, uplink, writeRun, type Way } from './way.ts';

const addresses = `ipv4.method manual ipv4.addresses ${uplink.ipv4} ipv4.gateway ${uplink.gateway4} \
  ipv6.method manual ipv6.addresses ${uplink.ipv6} ipv6.gateway ${uplink.gateway6}`;

const settings = `[main]
dns=none
no-auto-default=*
`;

export const networkManager: Way = {
  name: 'networkManager',
  needs: 'NetworkManager',
  packages: ['network-manager'],
  prepare: async (lab) => {
    await skipDuplicateAddressDetection(lab);
    await writeRun(lab, '/run/lab/NetworkManager.conf', settings);
    // Profiles and state must not outlive the laboratory. With a read-only /sys NetworkManager does not wait for udev.
    await onHost(
      lab,
      `mount -o remount,bind,ro /sys
      mount -t tmpfs tmpfs /etc/NetworkManager/system-connections
      mount -t tmpfs tmpfs /var/lib/NetworkManager`,
    );
    await lab.spawn('host', ['NetworkManager', '--no-daemon', '--config=/run/lab/NetworkManager.conf']);
    await eventually('NetworkManager runs', async () => (await lab.host(['nmcli', 'general'])).exitCode === 0);
    await onHost(lab, `nmcli connection add type ethernet con-name uplink ifname eth0 ${addresses}`);
    await onHost(lab, 'nmcli --wait 20 connection up uplink');
    // Inert until the bridge is brought up.
    await onHost(
      lab,
      `nmcli connection add type bridge con-name br0 ifname br0 autoconnect no connection.autoconnect-slaves 1 \
        bridge.stp no ${addresses}
      nmcli connection add type ethernet con-name br0-port ifname eth0 master br0 autoconnect no \
        connection.autoconnect-slaves 1`,
    );
  },
  change: (lab) => onHost(lab, 'nmcli --wait 20 connection up br0'),
};
