import assert from 'node:assert/strict';
import { fileAddressing } from '../../../../../../src/backends/network/network-scripts/addressing/file-addressing.ts';
import { throwsCode } from '../../../../support/throws.ts';

function read(keys: Record<string, string>, defaults: Record<string, string> = {}) {
  const [own, others] = [new Map(Object.entries(keys)), new Map(Object.entries(defaults))];
  return fileAddressing(
    { name: 'ifcfg-eth0', get: (key) => own.get(key), getDefault: (key) => others.get(key) },
    'eth0',
  );
}

function addresses(keys: Record<string, string>): string[] {
  return read(keys).addresses.map(({ address, prefix }) => `${address}/${prefix}`);
}

describe('the addresses that a file gives at boot', () => {
  const rows: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
    ['a prefix', { IPADDR: '192.0.2.1', PREFIX: '25' }, ['192.0.2.1/25']],
    ['a mask', { IPADDR: '192.0.2.1', NETMASK: '255.255.255.192' }, ['192.0.2.1/26']],
    ['the prefix where both are there', { IPADDR: '192.0.2.1', PREFIX: '25', NETMASK: '255.0.0.0' }, ['192.0.2.1/25']],
    [
      'the class of an address alone',
      { IPADDR: '10.0.0.1', IPADDR0: '172.16.0.1', IPADDR1: '192.0.2.1' },
      ['10.0.0.1/8', '172.16.0.1/16', '192.0.2.1/24'],
    ],
    ['numbers with a gap before 2', { IPADDR1: '192.0.2.1', PREFIX1: '24' }, ['192.0.2.1/24']],
    [
      'numbers up to the first gap',
      { IPADDR: '192.0.2.1', IPADDR2: '192.0.2.2', IPADDR4: '192.0.2.4' },
      ['192.0.2.1/24', '192.0.2.2/24'],
    ],
    ['an empty value as none', { IPADDR: '' }, []],
    [
      'IPv6 with and without a length',
      { IPV6ADDR: '2001:DB8:0::1', IPV6ADDR_SECONDARIES: ' 2001:db8::2/128  2001:db8::3/48 ' },
      ['2001:db8::1/64', '2001:db8::2/128', '2001:db8::3/48'],
    ],
    ['no IPv6 where it is off', { IPV6INIT: 'no', IPV6ADDR: '2001:db8::1/64' }, []],
  ];
  for (const [what, keys, expected] of rows) it(`follow ${what}`, () => assert.deepEqual(addresses(keys), expected));

  const malformed: Record<string, string>[] = [
    { IPADDR: '192.0.2' },
    { IPADDR: '192.0.2.010' },
    { IPADDR: '192.0.2.1/24' },
    { IPADDR: '192.0.2.1', PREFIX: '024' },
    { IPADDR: '192.0.2.1', PREFIX: '33' },
    { IPADDR: '192.0.2.1', NETMASK: '255.0.255.0' },
    { IPADDR: '192.0.2.1', NETMASK: '0xffffff00' },
    { IPV6ADDR: '2001:db8::g/64' },
    { IPV6ADDR: '2001:db8::1/129' },
    { IPV6ADDR_SECONDARIES: '2001:db8::1%eth0/64' },
  ];
  for (const keys of malformed)
    it(`are Refused as ${JSON.stringify(keys)}`, () => throwsCode('Refused', () => read(keys)));
});

describe('the gateways that a file gives at boot', () => {
  const own = { IPADDR: '192.0.2.10', PREFIX: '24', GATEWAY: '192.0.2.1' };
  const rows: readonly (readonly [string, string | undefined, Record<string, string>, Record<string, string>?])[] = [
    ['that of the file', '192.0.2.1', own],
    [
      'that of /etc/sysconfig/network where the file has none',
      '192.0.2.2',
      { IPADDR: '192.0.2.10' },
      { GATEWAY: '192.0.2.2' },
    ],
    ['that of the file before the other', '192.0.2.1', own, { GATEWAY: '192.0.2.2' }],
    ['none with DEFROUTE=no', undefined, { ...own, DEFROUTE: 'no' }],
    [
      "none outside the first address's network",
      undefined,
      { ...own, GATEWAY: '198.51.100.1', IPADDR1: '198.51.100.10' },
    ],
    ['none without an address', undefined, { GATEWAY: '192.0.2.1' }],
    ['none that is no address', undefined, { ...own, GATEWAY: 'router' }],
    ['none where GATEWAYDEV names another device', undefined, own, { GATEWAYDEV: 'eth1' }],
    ['one where GATEWAYDEV names this device', '192.0.2.1', own, { GATEWAYDEV: 'eth0' }],
  ];
  for (const [what, gateway, keys, defaults] of rows) {
    it(`are ${what}`, () => assert.equal(read(keys, defaults).gateway4, gateway));
  }

  const onLink: readonly (readonly [string, boolean, Record<string, string>, Record<string, string>?])[] = [
    ['GATEWAYDEV alone', true, { IPADDR: '192.0.2.10', GATEWAYDEV: 'eth0' }],
    ['GATEWAYDEV in /etc/sysconfig/network', true, { IPADDR: '192.0.2.10' }, { GATEWAYDEV: 'eth0' }],
    ['GATEWAYDEV and a gateway in no network', true, { ...own, GATEWAY: '198.51.100.1', GATEWAYDEV: 'eth0' }],
    ['GATEWAYDEV and a gateway', false, { ...own, GATEWAYDEV: 'eth0' }],
    ['GATEWAYDEV of another device', false, { IPADDR: '192.0.2.10', GATEWAYDEV: 'eth1' }],
    ['GATEWAYDEV and DEFROUTE=no', false, { IPADDR: '192.0.2.10', GATEWAYDEV: 'eth0', DEFROUTE: 'no' }],
    ['GATEWAYDEV without an address', false, { GATEWAYDEV: 'eth0' }],
    ['GATEWAYDEV and DHCP', false, { BOOTPROTO: 'dhcp', GATEWAYDEV: 'eth0' }],
  ];
  for (const [what, expected, keys, defaults] of onLink) {
    it(`are ${expected ? 'the link itself' : 'not the link itself'} by ${what}`, () => {
      assert.equal(read(keys, defaults).onLink4, expected);
    });
  }

  it('are read without the IPv6 zone, and only for this device', () => {
    assert.equal(read({ IPV6_DEFAULTGW: 'fe80::1%eth0' }).gateway6, 'fe80::1');
    assert.equal(read({ IPV6_DEFAULTGW: '2001:DB8::0:1' }).gateway6, '2001:db8::1');
    assert.equal(read({ IPV6_DEFAULTGW: 'fe80::1%eth1' }).gateway6, undefined);
    assert.equal(read({ IPV6_DEFAULTGW: 'fe80::1', IPV6INIT: 'no' }).gateway6, undefined);
  });

  it('are those of /etc/sysconfig/network in IPv6 if an address reaches them', () => {
    const defaults = { IPV6_DEFAULTGW: '2001:db8::1' };
    assert.equal(read({ IPV6ADDR: '2001:db8::10/64' }, defaults).gateway6, '2001:db8::1');
    assert.equal(read({ IPV6ADDR: '2001:db8:1::10/64' }, defaults).gateway6, undefined);
  });
});
