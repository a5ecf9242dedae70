import type { HostState, Link } from '../../../../src/model/host-state.ts';
import { address, link, uplinkMac, defaultRoute, hostWith, type HostOptions } from '../../support/host.ts';

export const file = `DEVICE=eth0\nHWADDR=${uplinkMac}\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n`;
const portFile = `DEVICE=eth0\nHWADDR=${uplinkMac}\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\nNM_CONTROLLED=no\n`;
const bridgeFile = `# Written by bridgehead\nDEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nSTP=off\nDELAY=0\nMACADDR=${uplinkMac}\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\nNM_CONTROLLED=no\n`;
const home = [address('192.0.2.10/24')];

/** A host with an address and a gateway on its uplink. */
export function plainHost(more: HostOptions = {}): HostState {
  return hostWith(
    { 'ifcfg-eth0': file },
    { links: [link({ addresses: home })], routes: [defaultRoute('192.0.2.1')], ...more },
  );
}

export function bridgeLink(more: Partial<Link> = {}): Link {
  const details = { id: '8000.525400123456', stp: false, forwardDelay: 0 };
  return link({ index: 9, name: 'br0', kind: 'bridge', bridge: details, addresses: home, ...more });
}

/** The same host with br0 over eth0, as CreateBridge leaves it. */
export function bridgedHost(more: HostOptions = {}): HostState {
  return hostWith(
    { 'ifcfg-eth0': portFile, 'ifcfg-br0': bridgeFile },
    {
      links: [link({ master: 'br0' }), bridgeLink()],
      routes: [defaultRoute('192.0.2.1', { device: 'br0' })],
      ...more,
    },
  );
}
