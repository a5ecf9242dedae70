/** The files of the laboratory's host, which agree with its kernel at the start. */

/** With a comment and quotes that an edit must preserve. */
const ifcfgEth0 = `# Uplink of the laboratory, rack 7
DEVICE=eth0
HWADDR=52:54:00:12:34:56
TYPE=Ethernet
BOOTPROTO=none
ONBOOT="yes"
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
`;

const ifcfgLo = `DEVICE=lo
IPADDR=127.0.0.1
NETMASK=255.0.0.0
ONBOOT=yes
NAME=loopback
`;

/** Paths below the host's root, and their text. */
export const hostFiles: Readonly<Record<string, string>> = {
  '/etc/sysctl.d/99-sysctl.conf': 'net.ipv4.conf.default.rp_filter = 1\n',
  '/etc/udev/rules.d/70-laboratory.rules': '# interface names are fixed\n',
  '/usr/lib/systemd/systemd-udevd': '# shows that udev is installed; never started\n',
  '/etc/sysconfig/network': 'NETWORKING=yes\nHOSTNAME=host.example\nNOZEROCONF=yes\n',
  '/etc/sysconfig/network-scripts/ifcfg-eth0': ifcfgEth0,
  '/etc/sysconfig/network-scripts/ifcfg-lo': ifcfgLo,
};
