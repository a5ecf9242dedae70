import assert from 'node:assert/strict';
import { cardMac } from '../../lab/guests/domain-xml.ts';
import { startLibvirt, type Libvirt } from '../../lab/guests/libvirt.ts';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { problemsOf } from '../../lab/agent-host/log-entries.ts';

describe('Rollback of what was done to a guest', () => {
  const bench = useBench();
  const mac = cardMac(103);
  let libvirt: Libvirt;

  before('libvirtd starts, and a guest is defined', async () => {
    libvirt = await startLibvirt(bench.lab);
    await libvirt.define('web1', { cards: [{ network: 'default', mac }] });
  });

  it('gives it back the card that it had, and the bridge goes only after that', async () => {
    const start = await networkOf(bench.lab);
    const made = await bench.create({ 'bridged-traffic': 'unchanged' });
    const had = await libvirt.cards('web1', '--inactive');
    const moved = await bench.change('AttachGuest', ['web1', 'br0', { replace: mac }]);
    assert.deepEqual(
      (await libvirt.cards('web1', '--inactive')).map(({ source }) => source),
      ['br0'],
    );
    const sentence = await expectRefusal(bench, 'Conflict', 'Rollback', [made.transaction]);
    assert.match(sentence, new RegExp(`before '${moved.transaction}', a later AttachGuest for 'br0'`));
    await bench.reply('Rollback', [moved.transaction]);
    assert.deepEqual(await libvirt.cards('web1', '--inactive'), had);
    await bench.reply('Rollback', [made.transaction]);
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.deepEqual(await problemsOf(bench), []);
  });

  it('leaves a card alone that somebody has changed since', async () => {
    await bench.create();
    const { transaction } = await bench.change('AttachGuest', ['web1', 'br0', { replace: mac }]);
    await libvirt.virsh('detach-interface', 'web1', 'bridge', '--mac', mac, '--config');
    const sentence = await expectRefusal(bench, 'Conflict', 'Rollback', [transaction]);
    assert.match(sentence, new RegExp(`because card '${mac}' of guest 'web1' has been changed`));
  });
});
