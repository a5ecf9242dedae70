import assert from 'node:assert/strict';
import type { CallArgument } from '../../lab/bus-call.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';

const networks = '/etc/libvirt/qemu/networks';

const network = (name: string, bridge: string, forward: string) =>
  `<network>\n  <name>${name}</name>\n  ${forward}\n  <bridge name="${bridge}" stp="on" delay="0"/>\n</network>\n`;

/** Every call that names a bridge, or an interface that must not be one. */
const calls: readonly (readonly [string, (name: string) => readonly CallArgument[]])[] = [
  ['CreateBridge', (name) => [name, 'eth0', {}]],
  ['CreateBridge', (name) => [name, 'eth0', { 'dry-run': true }]],
  ['CreateBridge', (name) => [name, 'eth0', { activate: 'boot' }]],
  ['CreateBridge', (name) => ['br0', name, {}]],
  ['DeleteBridge', (name) => [name, {}]],
  ['AttachGuest', (name) => ['web1', name, {}]],
  ['DetachGuest', (name) => ['web1', name, {}]],
  ['SetBridgedTraffic', (name) => [name, 'auto', {}]],
  ['Verify', (name) => [name, {}]],
];

describe("libvirt's NAT bridges", () => {
  const host = useAgentHost();

  before('virbr0 exists, as libvirt creates it', async () => {
    const lines =
      'link add virbr0 type bridge\nlink set virbr0 addrgenmode none\naddr add 192.168.122.1/24 dev virbr0\nlink set virbr0 up\n';
    await host.lab.hostOk(['ip', '-batch', '-'], { input: lines });
  });

  for (const name of ['virbr0', 'VIRBR1', 'virbr0-nic']) {
    for (const [method, args] of calls) {
      it(`are refused by name: ${method} ${JSON.stringify(args(name))}`, async () => {
        const sentence = await expectRefusal(host, 'Refused', method, args(name));
        assert.ok(sentence.includes(`'${name}'`), sentence);
      });
    }
  }

  it('are marked as such by ListBridges', async () => {
    const [bridges] = (await host.reply('ListBridges')) as [{ name: string; nat: boolean }[]];
    assert.deepEqual(
      bridges.map(({ name, nat }) => [name, nat]),
      [['virbr0', true]],
    );
  });
});

describe('a bridge that belongs to a libvirt network, whatever its name', () => {
  const host = useAgentHost({
    files: {
      [`${networks}/nat.xml`]: network('nat', 'br7', '<forward mode="nat"/>'),
      [`${networks}/routed.xml`]: network('routed', 'br8', '<forward mode="route"/>'),
      [`${networks}/isolated.xml`]: network('isolated', 'br9', ''),
      [`${networks}/plain.xml`]: network('plain', 'br6', '<forward/>'),
      [`${networks}/lan.xml`]: network('lan', 'br5', '<forward mode="bridge"/>'),
      '/run/libvirt/network/running.xml': `<networkstatus>${network('running', 'br4', '<forward mode="nat"/>')}</networkstatus>\n`,
    },
  });

  for (const name of ['br4', 'br6', 'br7', 'br8', 'br9']) {
    it(`is not created: '${name}'`, async () => {
      await expectRefusal(host, 'Refused', 'CreateBridge', [name, 'eth0', {}]);
      await expectRefusal(host, 'Refused', 'CreateBridge', [name, 'eth0', { activate: 'boot' }]);
    });
  }

  it("is not created even if the network's file lists hundreds of hosts", async () => {
    const hosts = '<host mac="52:54:00:00:00:01" name="a-guest-of-the-lab" ip="192.168.9.9"/>'.repeat(1000);
    const text = network('large', 'lan7', `<forward mode="nat"/><ip address="192.168.9.1"><dhcp>${hosts}</dhcp></ip>`);
    await host.lab.writeFile(`${networks}/large.xml`, text);
    await expectRefusal(host, 'Refused', 'CreateBridge', ['lan7', 'eth0', {}]);
  });

  it("could have any name while a network's file cannot be read, so that none is created", async () => {
    await host.create({ 'dry-run': true });
    await host.lab.writeFile(`${networks}/shared.xml`, network('shared', 'br3', '<forward mode="nat"/>'), 0o666);
    const sentence = await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(
      sentence,
      /libvirt's network file '\/etc\/libvirt\/qemu\/networks\/shared\.xml' cannot be read, because/,
    );
    await host.lab.removeFile(`${networks}/shared.xml`);
    await host.create({ 'dry-run': true });
  });

  it('may be created if the forward mode is bridge', async () => {
    const reply = await host.change('CreateBridge', ['br5', 'eth0', { 'dry-run': true }]);
    assert.equal(reply.changed, true);
  });

  it('is not deleted, and the error names the network', async () => {
    await host.lab.hostOk(['ip', 'link', 'add', 'br7', 'type', 'bridge']);
    const sentence = await expectRefusal(host, 'Refused', 'DeleteBridge', ['br7', {}]);
    assert.match(sentence, /'br7'.*'nat'/);
    await host.lab.hostOk(['ip', 'link', 'del', 'br7']);
  });

  it('has a subnet of its own, in which an address for the host causes Conflict', async () => {
    const text = network('nat', 'br7', '<forward mode="nat"/>').replace(
      '</network>',
      '<ip address="192.0.2.1" netmask="255.255.255.0"/></network>',
    );
    await host.lab.writeFile(`${networks}/nat.xml`, text);
    const options = { addressing: 'static', addresses: ['192.0.2.30/24'], gateways: ['192.0.2.1'] };
    const sentence = await expectRefusal(host, 'Conflict', 'CreateBridge', ['br0', 'eth0', options]);
    assert.match(sentence, /'nat'/);
  });
});

describe("an interface that is a port of libvirt's NAT bridge", () => {
  const host = useAgentHost();

  it('makes CreateBridge fail with Busy, and stays where it is', async () => {
    const lines = 'link add virbr0 type bridge\nlink set eth0 master virbr0\n';
    await host.lab.hostOk(['ip', '-batch', '-'], { input: lines });
    await expectRefusal(host, 'Busy', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'virbr0');
  });
});
