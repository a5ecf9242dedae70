import assert from 'node:assert/strict';
import type { HostState } from '../../../../src/model/host-state.ts';
import { findingsOf } from '../../../../src/operations/bridges/findings.ts';
import { bridgedHost, bridgeLink } from '../../operations/bridges/bridges.ts';
import { address, link, hostWith, textsOf } from '../../support/host.ts';
import { dhclientOn, noClient } from './dhclient.ts';

const leased = [address('192.0.2.10/24', { dynamic: true, validLifetime: 600 })];
const links = [link({ master: 'br0' }), bridgeLink({ addresses: leased })];

function look(more: Partial<HostState>, ipv6 = '') {
  const texts = textsOf(bridgedHost());
  const bridge = (texts['ifcfg-br0'] ?? '')
    .replace('BOOTPROTO=none', 'BOOTPROTO=dhcp')
    .replace(/^(IPADDR|PREFIX|GATEWAY).*\n/gm, ipv6);
  const state = hostWith({ 'ifcfg-eth0': texts['ifcfg-eth0'] ?? '', 'ifcfg-br0': bridge }, { links, ...more });
  const finding = findingsOf('br0', state, new Map()).find(({ check }) => check === 'addresses');
  return [finding?.status, finding?.found, finding?.remedy];
}

describe('the verification of a lease', () => {
  it('passes if the bridge has an address and a client renews it', () => {
    assert.deepEqual(look({ dhcp: dhclientOn('br0') }), ['pass', '192.0.2.10/24', '']);
  });

  it('warns if no client renews it, unless an unknown program may', () => {
    assert.deepEqual(look({ dhcp: noClient }), ['warn', 'no DHCP client', 'ifup br0']);
    assert.equal(look({ dhcp: { ...noClient, others: ['NetworkManager'] } })[0], 'pass');
  });

  it('warns if the DHCPv6 client of the file does not run', () => {
    const ipv6 = 'IPV6INIT=yes\nDHCPV6C=yes\n';
    const both = { ...noClient, clients: [...dhclientOn('br0').clients, ...dhclientOn('br0', { family: 6 }).clients] };
    assert.deepEqual(look({ dhcp: dhclientOn('br0') }, ipv6), ['warn', 'no DHCPv6 client', 'ifup br0']);
    assert.equal(look({ dhcp: both }, ipv6)[0], 'pass');
    assert.equal(look({ dhcp: dhclientOn('br0') }, ipv6.replace('INIT=yes', 'INIT=no'))[0], 'pass');
  });

  it('fails if the client still serves the uplink', () => {
    const found = "dhclient on 'eth0', process 700";
    assert.deepEqual(look({ dhcp: dhclientOn('eth0') }), ['fail', found, 'kill -KILL 700; ifup br0']);
  });

  it('fails if the bridge has no address', () => {
    const bare = [link({ master: 'br0' }), bridgeLink({ addresses: [] })];
    assert.deepEqual(look({ dhcp: dhclientOn('br0'), links: bare }), ['fail', 'none', 'ifup br0']);
  });
});
