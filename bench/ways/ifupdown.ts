/**
 * Debian ifupdown with bridge-utils (interfaces(5), bridge-utils-interfaces(5)), in the way that loses least: the bridge takes
 * the MAC address of its port by itself. With `bridge_hw` about 1,000 packets are lost, because an ARP request of the bridge is
 * lost and repeated after a second.
 */
import { onHost, uplink, writeRun, type Way } from './way.ts';

const file = '/run/lab/interfaces';

function interfaces(name: string, bridgeLines: string): string {
  return `auto ${name}
iface ${name} inet static
  address ${uplink.ipv4}
  gateway ${uplink.gateway4}
${bridgeLines}
iface ${name} inet6 static
  address ${uplink.ipv6}
  gateway ${uplink.gateway6}
  dad-attempts 0
`;
}

const bridgeLines = `  bridge_ports eth0
  bridge_stp off
  bridge_fd 0
  bridge_maxwait 0`;

export const ifupdown: Way = {
  name: 'ifupdown',
  packages: ['ifupdown', 'bridge-utils'],
  needs: 'ifup',
  prepare: async (lab) => {
    await writeRun(lab, file, interfaces('eth0', ''));
    await onHost(
      lab,
      `mount --bind ${file} /etc/network/interfaces
      ip addr flush dev eth0
      ip link set dev eth0 down
      mkdir -p /run/network
      ifup eth0`,
    );
  },
  change: async (lab) => {
    await writeRun(lab, `${file}.new`, interfaces('br0', bridgeLines));
    await onHost(lab, `ifdown eth0; cat ${file}.new >${file}; ifup br0`);
  },
};
