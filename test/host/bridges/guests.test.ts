import assert from 'node:assert/strict';
import { scripts, useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';

const second = `DEVICE=eth1
HWADDR=52:54:00:12:34:57
BOOTPROTO=none
ONBOOT=yes
IPADDR=198.51.100.10
PREFIX=24
`;

const batch = (host: AgentHost, text: string) => host.lab.hostOk(['ip', '-batch', '-'], { input: text });

describe('a bridge with guests', () => {
  const host = useAgentHost({ fresh: true });

  it('keeps its MAC when a guest with a lower one comes and goes', async () => {
    await host.create();
    await batch(host, 'tuntap add vnet0 mode tap\nlink set vnet0 address 02:00:00:00:00:01 master br0 up\n');
    assert.equal((await linkOf(host.lab, 'br0')).address, '52:54:00:12:34:56');
    assert.equal((await host.reply('Verify', ['br0', {}]))[0], true);
    await batch(host, 'link del vnet0\n');
    assert.equal((await linkOf(host.lab, 'br0')).address, '52:54:00:12:34:56');
  });

  for (const activate of ['live', 'restart', 'boot']) {
    it(`makes DeleteBridge with activate '${activate}' fail with Busy, which names every guest's port`, async () => {
      await host.create();
      await batch(
        host,
        'tuntap add vnet0 mode tap\nlink set vnet0 master br0\nlink add veth0 type veth peer name veth1\nlink set veth0 master br0\n',
      );
      const sentence = await expectRefusal(host, 'Busy', 'DeleteBridge', ['br0', { activate }]);
      assert.match(sentence, /'vnet0'/);
      assert.match(sentence, /'veth0'/);
    });
  }

  it('can be deleted once they have left', async () => {
    const start = await networkOf(host.lab);
    await host.create();
    await batch(host, 'tuntap add vnet0 mode tap\nlink set vnet0 master br0\n');
    await expectRefusal(host, 'Busy', 'DeleteBridge', ['br0', {}]);
    await batch(host, 'link del vnet0\n');
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('two bridges on a host', () => {
  const host = useAgentHost({ interfaces: 2, files: { [`${scripts}/ifcfg-eth1`]: second } });
  const pairs = [
    ['br0', 'eth0'],
    ['br1', 'eth1'],
  ] as const;

  before('eth1 has its address', async () => {
    await host.lab.hostOk(['ip', 'addr', 'add', '198.51.100.10/24', 'brd', '+', 'dev', 'eth1']);
  });

  for (const [first, last] of [
    [0, 1],
    [1, 0],
  ] as const) {
    it(`can be created with '${pairs[first][0]}' first and deleted in either order`, async () => {
      const start = await networkOf(host.lab);
      for (const [bridge, uplink] of [pairs[first], pairs[last]])
        await host.change('CreateBridge', [bridge, uplink, {}]);
      for (const [bridge, uplink] of pairs) {
        assert.equal((await linkOf(host.lab, uplink)).master, bridge);
        assert.equal((await host.reply('Verify', [bridge, {}]))[0], true, bridge);
      }
      for (const [bridge] of [pairs[first], pairs[last]]) await host.change('DeleteBridge', [bridge, {}]);
      assert.deepEqual(await networkOf(host.lab), start);
    });
  }
});
