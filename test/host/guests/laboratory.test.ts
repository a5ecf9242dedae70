import assert from 'node:assert/strict';
import { guestMac } from '../../lab/guests/domain-xml.ts';
import { startLibvirt, type Libvirt } from '../../lab/guests/libvirt.ts';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';

describe('a guest of the laboratory', () => {
  const host = useAgentHost({ noAgent: true });
  const mac = guestMac(101);
  let libvirt: Libvirt;

  const answers = (address: string) =>
    eventually(
      `${address} answers`,
      async () => (await host.lab.machine(['ping', '-c', '1', '-W', '0.5', address])).exitCode === 0,
    );

  before('libvirtd, a bridge and a guest start', async () => {
    libvirt = await startLibvirt(host.lab);
    const lines = 'link add br0 type bridge forward_delay 0\nlink set br0 up\nlink set eth0 master br0\n';
    await host.lab.hostOk(['ip', '-batch', '-'], { input: lines });
    await libvirt.define('web1', { boots: true, interfaces: [{ bridge: 'br0', mac }, { network: 'default' }] });
    await libvirt.start('web1');
  });

  it('has a tap on the bridge and one on the NAT bridge, in the network namespace of the host', async () => {
    const { stdout } = await host.lab.hostOk(['bridge', 'link', 'show']);
    assert.match(stdout, /vnet0: .* master br0/);
    assert.match(stdout, /vnet1: .* master virbr0/);
  });

  it('boots, and answers the LAN through the bridge, both families', async () => {
    await libvirt.ready('web1');
    await answers('192.0.2.101');
    await answers('2001:db8:1::101');
  });

  it('accepts an interface while running, and releases it', async () => {
    const second = guestMac(102);
    await libvirt.virsh('attach-interface', 'web1', 'bridge', 'br0', '--mac', second, '--model', 'virtio', '--live');
    await libvirt.interfaceUp('web1', second);
    await answers('192.0.2.102');
    await libvirt.virsh('detach-interface', 'web1', 'bridge', '--mac', second, '--live');
    await eventually('the tap is gone', async () => (await libvirt.interfaces('web1')).length === 2);
  });
});
