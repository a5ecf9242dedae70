import assert from 'node:assert/strict';
import { address, defaultRoute, link } from '../../../../support/host.ts';
import { device, textsIn, uplinkUuid } from '../../../../support/network-manager.ts';
import { throwsCode } from '../../../../support/throws.ts';
import { dhcpFile, plan, redHat, staticFile } from './red-hat.ts';

const uuidOfBridge = (steps: ReturnType<typeof plan>): string => {
  const [first] = steps.after;
  return first?.kind === 'network-manager-state' ? (first.uuid ?? '') : '';
};

describe('a bridge over a card whose profile is an ifcfg file', () => {
  const planned = plan(redHat({ 'ifcfg-eth0': staticFile }));

  it('has an ifcfg file with what the card’s had, its hardware address and the metric in use', () => {
    assert.equal(
      textsIn(planned.before)['ifcfg-br0'],
      `# Written by bridgehead
TYPE=Bridge
NAME=br0
UUID=${uuidOfBridge(planned)}
DEVICE=br0
ONBOOT=yes
AUTOCONNECT_SLAVES=yes
STP=no
MACADDR=52:54:00:12:34:56
PROXY_METHOD=none
BROWSER_ONLY=no
BOOTPROTO=none
DEFROUTE=yes
IPV4_FAILURE_FATAL=no
IPV6INIT=yes
IPV6_AUTOCONF=no
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
DNS1=192.0.2.53
ZONE=internal
IPV4_ROUTE_METRIC=101
IPV6_ROUTE_METRIC=101
`,
    );
  });

  it('leaves the card its file and its UUID, as a port’s, and NetworkManager in charge', () => {
    assert.equal(
      textsIn(planned.before)['ifcfg-eth0'],
      `# the uplink
TYPE="Ethernet"
NAME="eth0"
UUID="${uplinkUuid}"
DEVICE="eth0"
ONBOOT="yes"
ETHTOOL_OPTS="wol g"
BRIDGE=br0
`,
    );
  });

  it('is made while NetworkManager is stopped, as one in keyfiles is', () => {
    assert.deepEqual(
      [...planned.before, ...planned.after].map(({ kind }) => kind),
      ['service', 'file', 'file', 'network-manager-state', 'network-manager-state', 'service'],
    );
    assert.deepEqual(planned.intent?.gateways, ['192.0.2.1', '2001:db8:1::1']);
    assert.deepEqual([planned.intent.stp, planned.intent.dhcp, planned.links], [false, false, 'batch']);
  });

  it('keeps its lease and its address by advertisements', () => {
    const dhcp4 = { dhcp_client_identifier: '01:52:54:00:12:34:56' };
    const dhcp6 = { dhcp6_client_id: '00:04:aa:bb', iaid: '12:34:56:78' };
    const addresses = [
      address('192.0.2.20/24', { dynamic: true }),
      address('2001:db8:1::a1b2:c3d4:e5f6:1/64', { dynamic: true }),
    ];
    const state = redHat(
      { 'ifcfg-eth0': dhcpFile },
      { devices: { eth0: device({ dhcp4, dhcp6 }) } },
      { links: [link({ addresses })], routes: [defaultRoute('192.0.2.1', { protocol: 'dhcp', metric: 100 })] },
    );
    const text = textsIn(plan(state).before)['ifcfg-br0'] ?? '';
    const lines = text.split('\n').filter((line) => /^(?:BOOTPROTO|DHCP|IPV6|IPV4)/.test(line));
    assert.deepEqual(lines, [
      'BOOTPROTO=dhcp',
      'IPV6INIT=yes',
      'IPV6_AUTOCONF=yes',
      'IPV6_ADDR_GEN_MODE=eui64',
      'IPV4_ROUTE_METRIC=100',
      'DHCP_CLIENT_ID=01:52:54:00:12:34:56',
      'IPV6_ROUTE_METRIC=100',
      'DHCPV6_DUID=00:04:aa:bb',
      'DHCPV6_IAID=0x12345678',
      'IPV6_TOKEN=::a1b2:c3d4:e5f6:1',
    ]);
  });

  it('keeps several addresses, and those that it is told to', () => {
    const file = `TYPE=Ethernet\nDEVICE=eth0\nUUID=${uplinkUuid}\nBOOTPROTO=static\nIPADDR0=192.0.2.10\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.1\nIPADDR1=192.0.2.11\nPREFIX1=32\n`;
    const addresses = ['192.0.2.10/24', '192.0.2.11/32', '198.51.100.7/24'].map((one) => address(one));
    const state = redHat({ 'ifcfg-eth0': file }, {}, { links: [link({ addresses })] });
    const { before, intent } = plan(state, { persist: [{ family: 4, address: '198.51.100.7', prefix: 24 }] });
    const text = textsIn(before)['ifcfg-br0'] ?? '';
    assert.match(text, /\nIPADDR2=198\.51\.100\.7\nPREFIX2=24\n/);
    assert.deepEqual(
      intent?.addresses?.map(({ address: one, prefix }) => `${one}/${prefix}`),
      ['192.0.2.10/24', '192.0.2.11/32', '198.51.100.7/24'],
    );
    assert.deepEqual(intent.gateways, ['192.0.2.1']);
  });

  it('has an IPv6 address that it is told to keep, also where the file has IPv6 off', () => {
    const file = staticFile.replace(/^IPV6.*\n/gm, '').concat('IPV6_DISABLED=yes\n');
    const addresses = [address('192.0.2.10/24'), address('2001:db8:1::77/64')];
    const state = redHat({ 'ifcfg-eth0': file }, {}, { links: [link({ addresses })] });
    const { before, warnings } = plan(state, { persist: [{ family: 6, address: '2001:db8:1::77', prefix: 64 }] });
    const text = textsIn(before)['ifcfg-br0'] ?? '';
    assert.match(text, /\nIPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8:1::77\/64\n/);
    assert.doesNotMatch(text, /IPV6_DISABLED/);
    assert.deepEqual(warnings, []);
  });

  it('is without IPv6 for a moment where the file leaves that to the kernel, which is refused if anything would not come again', () => {
    const file = staticFile.replace(/^IPV6.*\n/gm, '');
    const withAddress = (dynamic: boolean) =>
      redHat(
        { 'ifcfg-eth0': file },
        {},
        { links: [link({ addresses: [address('192.0.2.10/24'), address('2001:db8:1::77/64', { dynamic })] })] },
      );
    assert.match(plan(withAddress(true)).warnings?.join() ?? '', /'eth0' ignores IPv6, .* away for a second/);
    const why = throwsCode('Conflict', () => plan(withAddress(false)));
    assert.match(why, /would remove '2001:db8:1::77\/64' as it takes 'br0' over/);
    assert.ok(plan(withAddress(false), { activate: 'boot' }).before.length > 0);
  });

  it('gets what was asked for instead, by static, dhcp and none', () => {
    const state = redHat({ 'ifcfg-eth0': staticFile });
    const linesOf = (asked: Parameters<typeof plan>[1]): readonly string[] => {
      const text = textsIn(plan(state, asked).before)['ifcfg-br0'] ?? '';
      return text
        .split('\n')
        .filter((line) => /^(?:BOOTPROTO|IPADDR|PREFIX|GATEWAY|DNS|IPV6|ZONE|DELAY|STP)/.test(line));
    };
    assert.deepEqual(
      linesOf({
        addressing: 'static',
        addresses: [{ family: 4, address: '203.0.113.5', prefix: 24 }],
        gateways: ['203.0.113.1'],
        dns: ['203.0.113.53', '2001:db8::53'],
        stp: true,
        forwardDelay: 15,
      }),
      [
        'STP=yes',
        'DELAY=15',
        'ZONE=internal',
        'BOOTPROTO=none',
        'IPADDR=203.0.113.5',
        'PREFIX=24',
        'GATEWAY=203.0.113.1',
        'DNS1=203.0.113.53',
        'IPV6INIT=yes',
        'IPV6_AUTOCONF=no',
      ],
    );
    assert.deepEqual(linesOf({ addressing: 'dhcp' }), [
      'STP=no',
      'IPV6INIT=yes',
      'IPV6_AUTOCONF=no',
      'IPV6ADDR=2001:db8:1::10/64',
      'IPV6_DEFAULTGW=2001:db8:1::1',
      'ZONE=internal',
      'BOOTPROTO=dhcp',
      'IPV6_ROUTE_METRIC=101',
    ]);
    assert.deepEqual(linesOf({ addressing: 'none' }), [
      'STP=no',
      'ZONE=internal',
      'BOOTPROTO=none',
      'IPV6INIT=yes',
      'IPV6_AUTOCONF=no',
    ]);
  });

  it('takes the files of routes along, and their devices', () => {
    const route = '198.51.100.0/24 via 192.0.2.2 dev eth0 metric 50\n';
    const variables = 'ADDRESS0=203.0.113.0\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.3\n';
    const old = textsIn(plan(redHat({ 'ifcfg-eth0': staticFile, 'route-eth0': route })).before);
    assert.deepEqual([old['route-br0'], old['route-eth0']], [route.replace('eth0', 'br0'), null]);
    const state = redHat({ 'ifcfg-eth0': staticFile, 'route-eth0': variables });
    assert.equal(textsIn(plan(state).before)['route-br0'], variables);
    const asked = plan(state, { addressing: 'none' });
    assert.equal('route-eth0' in textsIn(asked.before), false);
    assert.ok(asked.warnings?.some((text) => text.includes("'route-eth0'")));
  });

  it('is left alone once it is there', () => {
    const texts = textsIn(planned.before);
    const files = { 'ifcfg-eth0': texts['ifcfg-eth0'] ?? '', 'ifcfg-br0': texts['ifcfg-br0'] ?? '' };
    const again = plan(redHat(files), { activate: 'boot' });
    assert.deepEqual([again.already, again.before], [true, []]);
  });
});
