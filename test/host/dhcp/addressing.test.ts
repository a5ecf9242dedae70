import assert from 'node:assert/strict';
import { clientsOf } from '../../lab/dhcp/dhcp.ts';
import { eventually } from '../../lab/eventually.ts';
import { hostFiles } from '../../lab/host-files.ts';
import { scripts } from '../../lab/agent-host/agent-host.ts';
import { globalAddresses, linkOf, ownAddresses, routesOf } from '../../lab/agent-host/kernel.ts';
import { expectAnswer } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { expectLeaseOn, useDhcpHost } from './dhcp-host.ts';

describe('addressing dhcp on a host with static addresses', () => {
  const { host } = useDhcpHost({ file: hostFiles[`${scripts}/ifcfg-eth0`] ?? '' });

  it('gives the bridge an address from the server, and leaves IPv6 as it was', async () => {
    const start = await networkOf(host.lab);
    await host.create({ addressing: 'dhcp' });
    await expectLeaseOn(host, 'br0');
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'br0')), ownAddresses);
    assert.ok((await routesOf(host.lab)).includes('default via 192.0.2.1 dev br0'));
    assert.match(await host.script('ifcfg-br0'), /^BOOTPROTO=dhcp$/m);
    assert.doesNotMatch(await host.script('ifcfg-br0'), /^(?:IPADDR|PREFIX|GATEWAY)/m);
    assert.equal((await host.create({ addressing: 'dhcp' })).changed, false);
    await host.delete();
    assert.deepEqual(await clientsOf(host.lab), []);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('addressing static on a host with DHCP', () => {
  const { host } = useDhcpHost();

  it('stops the client, and DeleteBridge starts it again', async () => {
    const start = await networkOf(host.lab);
    const addresses = ['192.0.2.30/24', '2001:db8:1::30/64'];
    await host.create({ addressing: 'static', addresses, gateways: ['192.0.2.1', '2001:db8:1::1'] });
    assert.deepEqual(await clientsOf(host.lab), []);
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'br0')), addresses);
    assert.match(await host.script('ifcfg-br0'), /^BOOTPROTO=none$/m);
    await expectAnswer(host.lab, '192.0.2.30');
    await host.delete();
    await expectLeaseOn(host, 'eth0');
    await expectAnswer(host.lab, '192.0.2.10');
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe("a daemon's address on a host with DHCP", () => {
  const { host } = useDhcpHost();

  it('moves live beside the lease, and back, and is not written', async () => {
    await host.lab.hostOk(['ip', 'addr', 'add', '192.0.2.100/32', 'dev', 'eth0']);
    const start = await networkOf(host.lab);
    const { warnings } = await host.create();
    assert.match(warnings.join('\n'), /'192\.0\.2\.100\/32' is in the kernel only/);
    const addresses = globalAddresses(await linkOf(host.lab, 'br0'));
    for (const one of ['192.0.2.10/24', '192.0.2.100/32']) assert.ok(addresses.includes(one), one);
    assert.match((await clientsOf(host.lab)).join(), /br0/);
    await expectAnswer(host.lab, '192.0.2.100');
    assert.doesNotMatch(await host.script('ifcfg-br0'), /IPADDR/);
    await host.delete();
    assert.match((await clientsOf(host.lab)).join(), /eth0/);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('activate restart on a host with DHCP', () => {
  const { host } = useDhcpHost();

  it('leaves the lease to the network service, whose client does not block later changes', async () => {
    await host.create({ activate: 'restart' });
    await eventually('the bridge has the client', async () => (await clientsOf(host.lab)).join() === 'br0');
    await expectLeaseOn(host, 'br0');
    await host.delete({ activate: 'restart' });
    await expectLeaseOn(host, 'eth0');
  });
});
