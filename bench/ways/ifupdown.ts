/** Debian ifupdown with bridge-utils (bridge-utils-interfaces(5)). */
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
`;
}

const bridgeLines = `  bridge_ports eth0
  bridge_hw ${uplink.mac}
  bridge_stp off
  bridge_fd 0
  bridge_maxwait 0`;

export const ifupdown: Way = {
  name: 'Debian ifupdown, ifdown eth0; ifup br0',
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
