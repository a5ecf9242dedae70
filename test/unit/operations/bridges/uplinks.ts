import type { HostState, Link } from '../../../../src/model/host-state.ts';
import { address, defaultRoute, hostWith, link, uplinkMac, type Files, type HostOptions } from '../../support/host.ts';

export const bondMac = '52:54:00:00:bb:00';

const home = 'BOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n';
const card = link({ addresses: [] });

/** A card eth0 without addresses, whose VLAN 100 has the host's. */
export function vlanHost(more: Partial<Link> = {}, host: HostOptions = {}, files: Files = {}): HostState {
  const name = more.name ?? 'eth0.100';
  const vlan = link({
    index: 5,
    name,
    kind: 'vlan',
    parent: 'eth0',
    maxMtu: 65535,
    vlan: { id: 100, protocol: '802.1Q' },
    addresses: [address('192.0.2.10/24')],
    ...more,
  });
  return hostWith(
    {
      'ifcfg-eth0': `DEVICE=eth0\nHWADDR=${uplinkMac}\nONBOOT=yes\nBOOTPROTO=none\n`,
      [`ifcfg-${name}`]: `DEVICE=${name}\nVLAN=yes\nPHYSDEV=eth0\nONBOOT=yes\n${home}`,
      ...files,
    },
    { links: [card, vlan], routes: [defaultRoute('192.0.2.1', { device: name })], ...host },
  );
}

const portFile = (name: string): string => `DEVICE=${name}\nONBOOT=yes\nBOOTPROTO=none\nMASTER=bond0\nSLAVE=yes\n`;

/** A bond of eth0 and eth1, which has the host's address and the hardware address of eth0. */
export function bondHost(more: Partial<Link> = {}, host: HostOptions = {}, files: Files = {}): HostState {
  const bond = link({
    index: 5,
    name: 'bond0',
    kind: 'bond',
    mac: bondMac,
    bond: { mode: '802.3ad', failOverMac: 'none', arpInterval: 0 },
    addresses: [address('192.0.2.10/24')],
    ...more,
  });
  const ports = ['eth0', 'eth1'].map((name, index) => link({ index: index + 2, name, master: 'bond0', mac: bondMac }));
  return hostWith(
    {
      'ifcfg-eth0': `${portFile('eth0')}HWADDR=${bondMac}\n`,
      'ifcfg-eth1': portFile('eth1'),
      'ifcfg-bond0': `DEVICE=bond0\nBONDING_OPTS="mode=4 miimon=100"\nONBOOT=yes\n${home}`,
      ...files,
    },
    { links: [...ports, bond], routes: [defaultRoute('192.0.2.1', { device: 'bond0' })], ...host },
  );
}
