import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import { detailsOf, hasTimer, timersOf, whenInState } from '../../lab/agent-host/journal.ts';

const now = () => Date.now() / 1000;

describe('a change with confirm-within', () => {
  const host = useAgentHost({ fresh: true });

  it('takes effect at once and awaits confirmation, with its deadline in the reply and in the journal', async () => {
    const earliest = Math.floor(now()) + 600;
    const reply = await host.create({ 'confirm-within': 600 });
    const latest = Math.ceil(now()) + 600;
    assert.deepEqual([reply.changed, reply.state], [true, 'awaiting-confirmation']);
    const deadline = reply.deadline ?? 0;
    assert.ok(deadline >= earliest && deadline <= latest, `${earliest} ${deadline} ${latest}`);
    const details = await detailsOf(host, reply.transaction);
    assert.deepEqual([details.state, details.deadline], ['awaiting-confirmation', deadline]);
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'br0');
    assert.deepEqual(
      await timersOf(host, reply.transaction),
      ['600 awaiting-confirmation'],
      'another process holds it',
    );
  });

  it('is committed by Confirm, and no timer is left', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(host.lab);
    assert.deepEqual(await host.reply('Confirm', [transaction]), []);
    const { state, deadline } = await detailsOf(host, transaction);
    assert.deepEqual([state, deadline], ['committed', undefined]);
    assert.deepEqual(await networkOf(host.lab), made);
    assert.equal(await hasTimer(host, transaction), false);
    await host.delete();
  });

  it('can be confirmed again while another process holds the lock', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.reply('Confirm', [transaction]);
    const lock = host.lab.path('/var/lib/bridgehead/lock');
    const holder = await host.lab.spawn('host', ['flock', lock, 'sleep', '1000']);
    await eventually('another has the lock', async () => {
      return (await host.lab.host(['flock', '-n', lock, 'true'])).exitCode !== 0;
    });
    assert.deepEqual(await host.reply('Confirm', [transaction]), []);
    await holder.stop();
  });

  it('is undone by Rollback at once', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    assert.deepEqual(await host.reply('Rollback', [transaction]), []);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal((await detailsOf(host, transaction)).state, 'rolled-back');
    assert.equal(await hasTimer(host, transaction), false);
    expectError(await host.call('Rollback', [transaction]), 'Conflict');
    expectError(await host.call('Confirm', [transaction]), 'Conflict');
    assert.equal((await host.create()).state, 'committed', 'the next change is welcome');
  });

  it('is undone by Rollback if it was DeleteBridge, too', async () => {
    await host.create();
    const bridged = await networkOf(host.lab);
    const { transaction, state } = await host.delete({ 'confirm-within': 600 });
    assert.equal(state, 'awaiting-confirmation');
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), bridged);
  });

  it('is undone in the files if activate was boot', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ activate: 'boot', 'confirm-within': 600 });
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('makes every other change fail with Busy at once, but not reads and dry runs', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await expectRefusal(host, 'Busy', 'CreateBridge', ['br1', 'eth0', {}]);
    await expectRefusal(host, 'Busy', 'CreateBridge', ['br0', 'eth0', {}]);
    await expectRefusal(host, 'Busy', 'DeleteBridge', ['br0', {}]);
    assert.equal((await host.reply('Verify', ['br0', {}], 'plainuser'))[0], true);
    assert.equal((await host.delete({ 'dry-run': true })).state, 'planned');
    await host.reply('Confirm', [transaction]);
    await host.delete();
  });

  it('may be confirmed twice', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.reply('Confirm', [transaction]);
    await host.reply('Confirm', [transaction]);
    assert.equal((await detailsOf(host, transaction)).state, 'committed');
  });

  it('is announced by a signal for each of its states', async () => {
    const { lab } = host;
    const match = "type='signal',member='TransactionChanged'";
    const monitor = await lab.spawn('console', ['dbus-monitor', '--system', match]);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.reply('Rollback', [transaction]);
    await whenInState(host, transaction, 'rolled-back');
    await host.reply('ListBridges');
    await monitor.stop();
    const states = [...monitor.log().matchAll(/string "([a-z-]+)"\n/g)].map(([, state]) => state);
    assert.deepEqual(states, ['applying', 'awaiting-confirmation', 'rolling-back', 'rolled-back']);
  });
});
