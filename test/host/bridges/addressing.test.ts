import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { globalAddresses, linkOf, routesOf } from '../../lab/agent-host/kernel.ts';
import { answersLan, expectAnswer } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';

const second = 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\n';
const both = { addressing: 'static', addresses: ['192.0.2.30/24', '2001:db8:1::30/64'] };
const gateways = ['192.0.2.1', '2001:db8:1::1'];

describe('addressing static', () => {
  const host = useAgentHost({ fresh: true });

  it('gives the bridge the requested addresses and gateways, and the uplink none', async () => {
    await host.create({ ...both, gateways, dns: ['192.0.2.53'] });
    await host.lab.advertisements.more(2);
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'br0')), both.addresses);
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'eth0')), []);
    assert.deepEqual(await routesOf(host.lab), [
      '192.0.2.0/24 dev br0',
      '2001:db8:1::/64 dev br0',
      'default via 192.0.2.1 dev br0',
      'default via 2001:db8:1::1 dev br0',
    ]);
    for (const address of ['192.0.2.30', '2001:db8:1::30']) await expectAnswer(host.lab, address);
    assert.equal(await answersLan(host.lab, '192.0.2.10'), false);
  });

  it('writes them to the file', async () => {
    await host.create({ ...both, gateways, dns: ['192.0.2.53'] });
    const lines = (await host.script('ifcfg-br0')).split('\n');
    for (const line of [
      'IPADDR=192.0.2.30',
      'PREFIX=24',
      'GATEWAY=192.0.2.1',
      'IPV6ADDR=2001:db8:1::30/64',
      'IPV6_DEFAULTGW=2001:db8:1::1',
      'DNS1=192.0.2.53',
    ]) {
      assert.ok(lines.includes(line), `'${line}' is missing in\n${lines.join('\n')}`);
    }
    assert.doesNotMatch(await host.script('ifcfg-eth0'), /IPADDR|IPV6ADDR|GATEWAY/);
  });

  it('is undone by DeleteBridge, in the kernel too', async () => {
    const start = await networkOf(host.lab);
    await host.create({ ...both, gateways });
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('has nothing to do for the same addresses, and fails with Exists for others', async () => {
    await host.create({ ...both, gateways });
    assert.equal((await host.create({ ...both, gateways })).changed, false);
    const other = { ...both, addresses: ['192.0.2.31/24', '2001:db8:1::30/64'], gateways };
    await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', other]);
    await expectRefusal(host, 'Exists', 'CreateBridge', ['br0', 'eth0', { ...both, gateways: ['192.0.2.1'] }]);
  });

  it('is refused without a gateway for a family whose default route leaves by the interface', async () => {
    const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', [
      'br0',
      'eth0',
      { ...both, gateways: ['192.0.2.1'] },
    ]);
    assert.match(sentence, /IPv6.*'eth0'/);
  });
});

describe('addressing none', () => {
  const host = useAgentHost({ interfaces: 2, files: { [`${scripts}/ifcfg-eth1`]: second } });

  it('is refused while the default route leaves by the interface', async () => {
    const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', { addressing: 'none' }]);
    assert.match(sentence, /'eth0'/);
  });

  it('makes a bridge without addresses over another interface, and DeleteBridge removes it', async () => {
    const start = await networkOf(host.lab);
    await host.change('CreateBridge', ['br1', 'eth1', { addressing: 'none' }]);
    const { addr_info: addresses } = await linkOf(host.lab, 'br1');
    // What the LAN's router advertises the kernel takes.
    assert.ok(addresses.every(({ scope, dynamic = false }) => scope === 'link' || dynamic));
    assert.equal((await linkOf(host.lab, 'eth1')).master, 'br1');
    assert.doesNotMatch(await host.script('ifcfg-br1'), /IPADDR|IPV6ADDR|GATEWAY/);
    assert.equal((await host.reply('Verify', ['br1', {}]))[0], true);
    await host.change('DeleteBridge', ['br1', {}]);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
