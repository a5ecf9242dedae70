import type { HostState, Link } from '../../../../src/model/host-state.ts';
import { address, card, cardMac, defaultRoute, hostWith, type HostOptions } from '../../support/host.ts';

export const file = `DEVICE=eth0\nHWADDR=${cardMac}\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n`;
const portFile = `DEVICE=eth0\nHWADDR=${cardMac}\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\nNM_CONTROLLED=no\n`;
const bridgeFile = `# Written by bridgehead\nDEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nSTP=off\nDELAY=0\nMACADDR=${cardMac}\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\nNM_CONTROLLED=no\n`;
const home = [address('192.0.2.10/24')];

/** A host whose card has its address and a gateway. */
export function plainHost(more: HostOptions = {}): HostState {
  return hostWith(
    { 'ifcfg-eth0': file },
    { links: [card({ addresses: home })], routes: [defaultRoute('192.0.2.1')], ...more },
  );
}

export function bridgeLink(more: Partial<Link> = {}): Link {
  const details = { id: '8000.525400123456', stp: false, forwardDelay: 0 };
  return card({ index: 9, name: 'br0', kind: 'bridge', bridge: details, addresses: home, ...more });
}

/** The same host with br0 over eth0, as CreateBridge leaves it. */
export function bridgedHost(more: HostOptions = {}): HostState {
  return hostWith(
    { 'ifcfg-eth0': portFile, 'ifcfg-br0': bridgeFile },
    {
      links: [card({ master: 'br0' }), bridgeLink()],
      routes: [defaultRoute('192.0.2.1', { device: 'br0' })],
      ...more,
    },
  );
}
