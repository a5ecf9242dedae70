import assert from 'node:assert/strict';
import { useGuests } from './guest-host.ts';

describe("the libvirt network of the option 'libvirt-network'", () => {
  const host = useGuests({ noBridge: true });
  const names = () => host.libvirt.virsh('net-list', '--all', '--name');
  let atFirst: unknown;

  it('is defined with the bridge, runs, and starts with the host', async () => {
    atFirst = await host.everything();
    const { plan } = await host.create({ 'libvirt-network': 'lan' });
    const [step] = plan.filter(({ kind }) => kind === 'libvirt-network');
    assert.match(step?.preview ?? '', /<forward mode='bridge'\/>\n? *<bridge name='br0'\/>/);
    const facts = await host.libvirt.virsh('net-info', 'lan');
    assert.match(facts, /Active: +yes\n.*\nAutostart: +yes\nBridge: +br0/);
    assert.equal((await host.create({ 'libvirt-network': 'lan' })).changed, false);
  });

  it('puts guests that name it on the bridge, as AttachGuest recognises', async () => {
    await host.libvirt.define('web1', { interfaces: [{ network: 'lan' }] });
    await host.libvirt.start('web1');
    const { changed, target } = await host.attach('web1');
    assert.equal(changed, false);
    assert.equal(await host.masterOf(target), 'br0');
  });

  it('prevents the deletion of bridge and network while a guest uses them', async () => {
    const sentence = await host.refused('Busy', 'DeleteBridge', ['br0', {}]);
    assert.match(sentence, /'web1'/);
    assert.match(await names(), /lan/);
  });

  it('needs a free name, and is never the NAT network', async () => {
    await host.refused('Refused', 'CreateBridge', ['br1', 'eth0', { 'libvirt-network': 'default' }]);
    await host.refused('InvalidName', 'CreateBridge', ['br1', 'eth0', { 'libvirt-network': '../lan' }]);
  });

  it('is deleted with the bridge', async () => {
    await host.libvirt.remove('web1');
    await host.delete();
    assert.equal((await names()).trim(), 'default');
    assert.deepEqual(await host.everything(), atFirst);
  });

  it('is undone with an unconfirmed bridge', async () => {
    const { transaction } = await host.create({ 'libvirt-network': 'lan', 'confirm-within': 600 });
    assert.match(await names(), /lan/);
    await host.reply('Rollback', [transaction]);
    assert.equal((await names()).trim(), 'default');
    assert.deepEqual(await host.everything(), atFirst);
  });

  it('stays, like the bridge, if a guest has started on it meanwhile', async () => {
    const { transaction } = await host.create({ 'libvirt-network': 'lan', 'confirm-within': 600 });
    await host.libvirt.define('web1', { interfaces: [{ bridge: 'br0' }] });
    await host.libvirt.start('web1');
    const target = await host.tapOf('web1');
    const result = await host.call('Rollback', [transaction]);
    assert.equal(result.ok, false);
    assert.equal(await host.masterOf(target), 'br0');
    await host.libvirt.remove('web1');
  });
});
