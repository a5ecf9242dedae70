/** NetworkManager through nmcli (nmcli-examples(7): a bridge and its port). */
import { eventually } from '../../test/lab/eventually.ts';
import { onHost, uplink, writeRun, type Way } from './way.ts';

const addresses = `ipv4.method manual ipv4.addresses ${uplink.ipv4} ipv4.gateway ${uplink.gateway4} \
  ipv6.method manual ipv6.addresses ${uplink.ipv6} ipv6.gateway ${uplink.gateway6}`;

const settings = `[main]
dns=none
no-auto-default=*
`;

export const networkManager: Way = {
  name: 'NetworkManager, nmcli, STP off',
  needs: 'NetworkManager',
  prepare: async (lab) => {
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
  },
  change: (lab) =>
    onHost(
      lab,
      `nmcli connection add type bridge con-name br0 ifname br0 autoconnect no \
        bridge.stp no bridge.mac-address ${uplink.mac} ${addresses}
      nmcli connection add type ethernet con-name br0-port ifname eth0 master br0 autoconnect no
      nmcli --wait 20 connection up br0-port`,
    ),
};
