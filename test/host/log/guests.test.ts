import assert from 'node:assert/strict';
import { guestMac } from '../../lab/guests/domain-xml.ts';
import { startLibvirt, type Libvirt } from '../../lab/guests/libvirt.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { problemsOf } from '../../lab/agent-host/log-entries.ts';

describe("Rollback of a guest's change", () => {
  const host = useAgentHost();
  const mac = guestMac(103);
  let libvirt: Libvirt;

  before('libvirtd starts, and a guest is defined', async () => {
    libvirt = await startLibvirt(host.lab);
    await libvirt.define('web1', { interfaces: [{ network: 'default', mac }] });
  });

  it("restores the guest's interface, and only then can the bridge's creation be rolled back", async () => {
    const start = await networkOf(host.lab);
    const made = await host.create({ 'bridged-traffic': 'unchanged' });
    const had = await libvirt.interfaces('web1', '--inactive');
    const moved = await host.change('AttachGuest', ['web1', 'br0', { replace: mac }]);
    assert.deepEqual(
      (await libvirt.interfaces('web1', '--inactive')).map(({ source }) => source),
      ['br0'],
    );
    const sentence = await expectRefusal(host, 'Conflict', 'Rollback', [made.transaction]);
    assert.match(sentence, new RegExp(`before '${moved.transaction}', a later AttachGuest for 'br0'`));
    await host.reply('Rollback', [moved.transaction]);
    assert.deepEqual(await libvirt.interfaces('web1', '--inactive'), had);
    await host.reply('Rollback', [made.transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.deepEqual(await problemsOf(host), []);
  });

  it('leaves an interface alone that has been changed since', async () => {
    await host.create();
    const { transaction } = await host.change('AttachGuest', ['web1', 'br0', { replace: mac }]);
    await libvirt.virsh('detach-interface', 'web1', 'bridge', '--mac', mac, '--config');
    const sentence = await expectRefusal(host, 'Conflict', 'Rollback', [transaction]);
    assert.match(sentence, new RegExp(`because card '${mac}' of guest 'web1' has been changed`));
  });
});
