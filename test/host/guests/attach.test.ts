import assert from 'node:assert/strict';
import { guestMac } from '../../lab/guests/domain-xml.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { useGuests } from './guest-host.ts';

describe('AttachGuest and DetachGuest', () => {
  const host = useGuests();

  afterEach('the guests are removed', () => {
    return host.removeGuests();
  });

  it('give a stopped guest an interface for its next start, and remove it', async () => {
    await host.libvirt.define('web1');
    const reply = await host.attach('web1');
    assert.match(reply.mac, /^52:54:00(:[0-9a-f]{2}){3}$/);
    assert.deepEqual([reply.changed, reply.state, reply.live, reply.persistent], [true, 'committed', false, true]);
    assert.equal(reply.target, '');
    const [guestInterface] = await host.libvirt.interfaces('web1');
    assert.deepEqual(guestInterface, { target: '-', type: 'bridge', source: 'br0', model: 'virtio', mac: reply.mac });
    const gone = await host.detach('web1');
    assert.deepEqual([gone.changed, gone.mac, gone.live, gone.persistent], [true, reply.mac, false, true]);
    assert.deepEqual(await host.libvirt.interfaces('web1'), []);
  });

  it('give a running guest a tap on the bridge at once, and for its next start', async () => {
    await host.libvirt.define('web1');
    await host.libvirt.start('web1');
    const reply = await host.attach('web1');
    assert.deepEqual([reply.live, reply.persistent], [true, true]);
    assert.equal(await host.masterOf(reply.target), 'br0');
    assert.deepEqual([await host.live('web1'), await host.configured('web1')], [['bridge br0'], ['bridge br0']]);
    const again = await host.attach('web1');
    assert.deepEqual([again.changed, again.mac, again.target], [false, reply.mac, reply.target]);
  });

  it('work on a paused guest', async () => {
    await host.libvirt.define('web1');
    await host.libvirt.start('web1');
    await host.libvirt.virsh('suspend', 'web1');
    const { target } = await host.attach('web1');
    assert.equal(await host.masterOf(target), 'br0');
    assert.equal(await host.libvirt.virsh('domstate', 'web1'), 'paused');
  });

  it('change a transient guest live, and say that it has no persistent configuration', async () => {
    await host.libvirt.define('web1');
    await host.libvirt.start('web1');
    await host.libvirt.virsh('undefine', 'web1');
    const sentence = await host.refused('Unsupported', 'AttachGuest', ['web1', 'br0', { persistent: true }]);
    assert.match(sentence, /'web1' is transient/);
    const reply = await host.attach('web1');
    assert.deepEqual([reply.live, reply.persistent], [true, false]);
    assert.deepEqual(await host.live('web1'), ['bridge br0']);
  });

  it('change the running guest alone, or the next start alone', async () => {
    await host.libvirt.define('web1');
    await host.libvirt.start('web1');
    const later = await host.attach('web1', { live: false });
    assert.deepEqual([later.live, later.persistent], [false, true]);
    assert.deepEqual([await host.live('web1'), await host.configured('web1')], [[], ['bridge br0']]);
    const now = await host.attach('web1', { persistent: false });
    assert.deepEqual([now.live, now.persistent, now.mac], [true, true, later.mac]);
    assert.deepEqual([await host.live('web1'), await host.configured('web1')], [['bridge br0'], ['bridge br0']]);
  });

  it('accept a model and a MAC address, and write both in lower case', async () => {
    await host.libvirt.define('web1');
    const mac = guestMac(0xab);
    assert.equal((await host.attach('web1', { model: 'e1000', mac: mac.toUpperCase() })).mac, mac);
    const [guestInterface] = await host.libvirt.interfaces('web1');
    assert.deepEqual([guestInterface?.model, guestInterface?.mac], ['e1000', mac]);
    assert.equal((await host.attach('web1', { mac })).changed, false);
    assert.equal((await host.attach('web1', { mac: guestMac(0xac) })).changed, true);
    assert.equal((await host.libvirt.interfaces('web1')).length, 2);
  });

  it('require the MAC address if the guest has several interfaces on the bridge', async () => {
    const [first, second] = [guestMac(1), guestMac(2)];
    await host.libvirt.define('web1', {
      interfaces: [
        { bridge: 'br0', mac: first },
        { bridge: 'br0', mac: second },
      ],
    });
    const sentence = await host.refused('Conflict', 'DetachGuest', ['web1', 'br0', {}]);
    assert.ok(sentence.includes(first) && sentence.includes(second), sentence);
    await host.detach('web1', { mac: second });
    assert.deepEqual(
      (await host.libvirt.interfaces('web1')).map(({ mac }) => mac),
      [first],
    );
  });

  it('show the plan of a dry run, and change nothing', async () => {
    await host.libvirt.define('web1');
    await host.libvirt.start('web1');
    const before = await host.everything();
    const reply = await host.attach('web1', { 'dry-run': true });
    assert.deepEqual([reply.state, reply.changed, reply.transaction], ['planned', true, '']);
    assert.deepEqual(
      reply.plan.map(({ kind }) => kind),
      ['guest-interface', 'guest-interface'],
    );
    assert.match(
      reply.plan[0]?.preview ?? '',
      /^virsh attach-device \S+ \/dev\/stdin --config <<EOF\n<interface type=/,
    );
    assert.deepEqual(await host.everything(), before);
  });

  it("keep an interface that the guest's system does not release, and say so", async () => {
    await host.libvirt.define('web1', { interfaces: [{ bridge: 'br0' }] });
    await host.libvirt.start('web1');
    const sentence = await host.refused('CommandFailed', 'DetachGuest', ['web1', 'br0', {}]);
    assert.match(sentence, /'web1' has not released its card/);
  });

  it('say that a machine supports no hotplug, and leave its configuration as it was', async () => {
    await host.libvirt.define('web1', { acpi: false });
    await host.libvirt.start('web1');
    const sentence = await host.refused('Unsupported', 'AttachGuest', ['web1', 'br0', {}]);
    assert.match(sentence, /'web1'.*'live' false/);
    assert.equal((await host.attach('web1', { live: false })).changed, true);
  });

  it('say that a running guest has no free slot, and leave its configuration as it was', async () => {
    await host.libvirt.define('web1', { machine: 'q35' });
    await host.libvirt.start('web1');
    const sentence = expectError(await host.call('AttachGuest', ['web1', 'br0', {}]), 'Conflict');
    assert.deepEqual(await host.configured('web1'), []);
    assert.match(sentence, /'web1' has no free slot/);
  });
});
