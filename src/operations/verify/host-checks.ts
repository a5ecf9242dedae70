/** What else on the host decides whether guests are heard: its services, and the filters that bridged frames meet. Pure. */
import type { Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { parseIfcfg } from '../../model/ifcfg/parse.ts';
import { isFalse } from '../../model/ifcfg/switches.ts';
import type { Expectation } from './expectation.ts';
import { compare, pass, skip, warn } from './finding.ts';

/** networkmanager, network-service, xen, bridged-traffic, bridged-traffic-at-boot, libvirtd, guests. */
export function checkHost(expected: Expectation, state: HostState): readonly Finding[] {
  return [
    checkNetworkManager(expected, state),
    checkNetworkService(state),
    checkXen(state),
    checkBridgedTraffic(state),
    skip('bridged-traffic-at-boot', 'this version does not write anything about bridged frames yet'),
    checkLibvirt(state),
    checkGuests(expected, state),
  ];
}

function checkNetworkManager(expected: Expectation, state: HostState): Finding {
  if (state.networkManager === 'absent') return skip('networkmanager', 'NetworkManager is not installed');
  const names = [expected.bridge, ...(expected.interface === undefined ? [] : [expected.interface])];
  const managed = names.filter((name) => !isReleased(`ifcfg-${name}`, state));
  if (managed.length === 0) return pass('networkmanager', 'NetworkManager leaves these files alone', names.join(' '));
  const comparison = {
    message: 'files that NetworkManager is to leave alone',
    expected: 'NM_CONTROLLED=no in both',
    found: `not in ${managed.map((name) => `ifcfg-${name}`).join(' ')}`,
    remedy: `add NM_CONTROLLED=no to ${managed.map((name) => `ifcfg-${name}`).join(' and ')}, then 'nmcli connection reload'`,
  };
  return state.networkManager === 'running'
    ? compare('networkmanager', comparison)
    : warn('networkmanager', comparison);
}

function isReleased(name: string, state: HostState): boolean {
  const text = state.networkFiles.find((file) => file.name === name)?.text;
  try {
    return text !== undefined && isFalse(parseIfcfg(name, text).get('NM_CONTROLLED'));
  } catch {
    return false;
  }
}

function checkNetworkService(state: HostState): Finding {
  return state.networkService === 'present'
    ? pass('network-service', 'the service that reads the files at boot', 'installed')
    : skip('network-service', 'no network service that reads ifcfg files is installed here');
}

/** Xen's own script would make a second bridge over the first (Red Hat: Virtualization guide, bridged networking). */
function checkXen(state: HostState): Finding {
  if (state.xenConfig === undefined) return skip('xen', 'Xen is not installed');
  const script = /^[ \t]*\(network-script[ \t]+['"]?network-bridge\b.*$/m.exec(state.xenConfig)?.[0];
  return compare('xen', {
    message: "Xen's own bridge script in /etc/xen/xend-config.sxp",
    expected: 'off',
    found: script === undefined ? 'off' : 'on',
    remedy: 'write (network-script /bin/true) in its place and restart xend',
  });
}

/** br_netfilter hands bridged frames to iptables unless these are 0 (kernel: Documentation/networking/ip-sysctl, bridge). */
function checkBridgedTraffic(state: HostState): Finding {
  const keys = Object.entries(state.bridgeNetfilter).filter(([name]) => name.startsWith('bridge-nf-call-'));
  if (keys.length === 0)
    return pass('bridged-traffic', 'br_netfilter is not loaded', 'bridged frames are not filtered');
  const on = keys.filter(([, value]) => value !== '0').map(([name]) => name);
  if (on.length === 0)
    return pass('bridged-traffic', 'br_netfilter is told to let frames pass', 'bridged frames are not filtered');
  return warn('bridged-traffic', {
    message: "bridged frames go through the host's firewall, whose FORWARD rules may drop guests' traffic",
    expected: on.map((name) => `${name}=0`).join(' '),
    found: on.map((name) => `${name}=1`).join(' '),
    remedy: `${on.map((name) => `sysctl -w net.bridge.${name}=0`).join('; ')}, or allow bridged frames in the firewall`,
  });
}

function checkLibvirt(state: HostState): Finding {
  return state.libvirtNetworks.length === 0
    ? skip('libvirtd', 'no libvirt network is defined here, so libvirt is not looked at yet')
    : pass('libvirtd', "libvirt's networks", state.libvirtNetworks.map((network) => network.name).join(' '));
}

function checkGuests(expected: Expectation, state: HostState): Finding {
  const ports = state.links.filter((link) => link.master === expected.bridge && link.name !== expected.interface);
  return ports.length === 0
    ? skip('guests', `no guest is on '${expected.bridge}'`)
    : pass('guests', `ports of '${expected.bridge}' besides its card`, ports.map((port) => port.name).join(' '));
}
