/** The files of a host with a card, two VLANs on it, a bond of two cards, and a VLAN on the bond. */
import { readFile } from 'node:fs/promises';
import { units } from '../booted/files.ts';

/** Each with its address in either family; LAN has the same networks' `.1` and `::1`. */
export const addresses = {
  eth0: ['192.0.2.10', '2001:db8:1::10'],
  'eth0.100': ['198.51.100.10', '2001:db8:100::10'],
  vlan200: ['203.0.113.10', '2001:db8:200::10'],
  bond0: ['10.0.1.10', '2001:db8:b0::10'],
  'bond0.300': ['10.0.3.10', '2001:db8:300::10'],
} as const;

export type Uplink = keyof typeof addresses;

const scripts = '/etc/sysconfig/network-scripts';

function ifcfg(name: Uplink, ...lines: readonly string[]): string {
  const [fourth, sixth] = addresses[name];
  const own = [`IPADDR=${fourth}`, 'PREFIX=24', 'IPV6INIT=yes', 'IPV6_AUTOCONF=no', `IPV6ADDR=${sixth}/64`];
  return [`DEVICE=${name}`, 'BOOTPROTO=none', 'ONBOOT=yes', 'NM_CONTROLLED=no', ...own, ...lines, ''].join('\n');
}

const portOfBond = (name: string) =>
  `DEVICE=${name}\nTYPE=Ethernet\nBOOTPROTO=none\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\nNM_CONTROLLED=no\n`;

const lanUnit = `[Unit]
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target
After=systemd-remount-fs.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /opt/laboratory/lan.sh
[Install]
WantedBy=sysinit.target
`;

/** MAC addresses stay as the kernel gives them: a bond has that of its first port, and not one of udev's (systemd.link(5)). */
const linkUnit = '[Match]\nOriginalName=*\n[Link]\nMACAddressPolicy=none\n';

/** Paths and texts; the unit is enabled by its link in `sysinit.target.wants`. */
export async function uplinkFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    '/opt/laboratory/lan.sh': await readFile(new URL('lan.sh', import.meta.url), 'utf8'),
    [`${units}/laboratory-lan.service`]: lanUnit,
    '/etc/systemd/network/10-laboratory.link': linkUnit,
    '/etc/sysconfig/network': 'NETWORKING=yes\nNOZEROCONF=yes\n',
    [`${scripts}/ifcfg-eth0`]: ifcfg('eth0', 'TYPE=Ethernet', 'GATEWAY=192.0.2.1', 'IPV6_DEFAULTGW=2001:db8:1::1'),
    [`${scripts}/ifcfg-eth0.100`]: ifcfg('eth0.100', 'VLAN=yes'),
    [`${scripts}/ifcfg-vlan200`]: ifcfg('vlan200', 'VLAN=yes', 'PHYSDEV=eth0'),
    [`${scripts}/ifcfg-eth1`]: portOfBond('eth1'),
    [`${scripts}/ifcfg-eth2`]: portOfBond('eth2'),
    [`${scripts}/ifcfg-bond0`]: ifcfg('bond0', "BONDING_OPTS='mode=802.3ad miimon=100 lacp_rate=fast'"),
    [`${scripts}/ifcfg-bond0.300`]: ifcfg('bond0.300', 'VLAN=yes'),
  };
}
