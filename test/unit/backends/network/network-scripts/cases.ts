import type { InterfaceName } from '../../../../../src/model/names.ts';
import type { CreateBridgeRequest } from '../../../../../src/model/requests.ts';
import { dhclientOn } from '../../dhclient/dhclient.ts';
import { address, link, defaultRoute, networkManager, type HostOptions } from '../../../support/host.ts';

export interface GoldenCase {
  readonly request?: Partial<CreateBridgeRequest>;
  readonly host?: HostOptions;
}

const live = { activate: 'live' } as const;

const kernelHasMore: HostOptions = {
  links: [
    link({
      mtu: 1400,
      addresses: [
        address('192.0.2.10/24'),
        address('192.0.2.11/24', { label: 'eth0:1' }),
        address('2001:db8::10/64'),
        address('2001:db8::11/64'),
      ],
    }),
  ],
  routes: [defaultRoute('192.0.2.1', { metric: 50 }), defaultRoute('fe80::1')],
};

/** What is asked of the host in each folder of golden/, and what its kernel has beside the files. */
export const cases: Readonly<Record<string, GoldenCase>> = {
  'rhel5-static': {
    request: live,
    host: {
      links: [link({ addresses: [address('192.0.2.10/24'), address('fe80::5054:ff:fe12:3456/64')] })],
      routes: [defaultRoute('192.0.2.1')],
    },
  },
  'rhel6-networkmanager': { host: { networkManager: networkManager('stopped') } },
  'rhel7-anaconda': {
    request: { interface: 'ens3' as InterfaceName, activate: 'live' },
    host: {
      links: [
        link({
          name: 'ens3',
          addresses: [
            address('192.0.2.10/24'),
            address('2001:db8:1:0:5054:ff:fe12:3456/64', { dynamic: true, validLifetime: 86400 }),
            address('2001:db8:1::dead:beef/64', { temporary: true }),
          ],
        }),
      ],
      routes: [
        defaultRoute('192.0.2.1', { device: 'ens3', metric: 100, protocol: 'static' }),
        defaultRoute('fe80::1', { device: 'ens3', protocol: 'ra', expires: 1800 }),
      ],
    },
  },
  'rhel7-jumbo-and-more-addresses': {
    request: { ...live, persist: [{ family: 4, address: '198.51.100.11' }] },
    host: {
      links: [
        link({
          mtu: 9000,
          addresses: [address('192.0.2.10/24'), address('198.51.100.10/25'), address('198.51.100.11/25')],
        }),
      ],
      routes: [defaultRoute('192.0.2.1')],
    },
  },
  'rhel8-stp': { request: { stp: true, forwardDelay: 4 }, host: { delayUnit: 'centiseconds' } },
  'rhel6-stp': { request: { stp: true, forwardDelay: 15 } },
  'ipv6-link-local-gateway': {
    request: live,
    host: {
      links: [
        link({
          addresses: [address('2001:db8:1::10/64'), address('2001:db8:1::11/64'), address('2001:db8:1::12/128')],
        }),
      ],
      routes: [defaultRoute('fe80::1')],
    },
  },
  'odd-but-honest': {},
  'static-addresses': {
    request: {
      addressing: 'static',
      addresses: [
        { family: 4, address: '203.0.113.9', prefix: 28 },
        { family: 4, address: '192.0.2.10', prefix: 24 },
        { family: 6, address: '2001:db8::10', prefix: 64 },
        { family: 6, address: '2001:db8::11', prefix: 64 },
      ],
      gateways: ['192.0.2.1', 'fe80::1'],
      dns: ['192.0.2.53', '2001:db8::53'],
      mtu: 9000,
    },
  },
  'no-addresses': { request: { addressing: 'none' } },
  'kernel-has-more': { request: live, host: kernelHasMore },
  'persisted-addresses': {
    request: {
      ...live,
      persist: [
        { family: 4, address: '192.0.2.10' },
        { family: 4, address: '192.0.2.11', prefix: 24 },
        { family: 6, address: '2001:db8::10' },
        { family: 6, address: '2001:db8::11', prefix: 64 },
      ],
    },
    host: kernelHasMore,
  },
  keepalived: {
    request: live,
    host: {
      links: [
        link({
          addresses: [
            address('192.0.2.10/24'),
            address('192.0.2.100/32'),
            address('192.0.2.101/24', { label: 'eth0:vip' }),
            address('2001:db8::100/128', { noPrefixRoute: true }),
          ],
        }),
      ],
      routes: [defaultRoute('192.0.2.1'), defaultRoute('198.51.100.1', { protocol: 'bird', metric: 32 })],
    },
  },
  'spoofed-mac': { host: { links: [link({ mac: '52:54:00:ab:cd:ef' })] } },
  'networkmanager-unchanged': {
    request: { networkmanager: 'unchanged' },
    host: { networkManager: networkManager('running') },
  },
  'file-of-another-name': {},
  'recipe-dhcp': {
    request: live,
    host: {
      links: [link({ addresses: [address('192.0.2.10/24', { dynamic: true, validLifetime: 600 })] })],
      routes: [defaultRoute('192.0.2.1')],
      dhcp: dhclientOn('eth0'),
    },
  },
  // The address of RHEL 6's dhclient-script has no lifetime, and IPADDR is ignored beside BOOTPROTO=dhcp.
  'dhcp-client-keys': {
    request: live,
    host: {
      links: [link({ addresses: [address('192.0.2.10/24'), address('2001:db8:1::10/64')] })],
      routes: [defaultRoute('192.0.2.1')],
      dhcp: dhclientOn('eth0'),
    },
  },
  'dhcp-addresses': {
    request: { ...live, addressing: 'dhcp' },
    host: {
      links: [
        link({
          addresses: [address('192.0.2.10/24'), address('198.51.100.10/24'), address('2001:db8:1::10/64')],
        }),
      ],
      routes: [defaultRoute('192.0.2.1'), defaultRoute('2001:db8:1::1')],
    },
  },
};
