import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import { detailsOf, hasTimer, timersOf, whenInState } from '../../lab/agent-host/journal.ts';

const now = () => Date.now() / 1000;

describe('a change with confirm-within', () => {
  const bench = useBench({ fresh: true });

  it('is there at once and waits, with the deadline in the answer and in the journal', async () => {
    const earliest = Math.floor(now()) + 600;
    const reply = await bench.create({ 'confirm-within': 600 });
    const latest = Math.ceil(now()) + 600;
    assert.deepEqual([reply.changed, reply.state], [true, 'awaiting-confirmation']);
    const deadline = reply.deadline ?? 0;
    assert.ok(deadline >= earliest && deadline <= latest, `${earliest} ${deadline} ${latest}`);
    const details = await detailsOf(bench, reply.transaction);
    assert.deepEqual([details.state, details.deadline], ['awaiting-confirmation', deadline]);
    assert.equal((await linkOf(bench.lab, 'eth0')).master, 'br0');
    assert.deepEqual(
      await timersOf(bench, reply.transaction),
      ['600 awaiting-confirmation'],
      'another process holds it',
    );
  });

  it('is kept by Confirm, and no timer is left', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(bench.lab);
    assert.deepEqual(await bench.reply('Confirm', [transaction]), []);
    const { state, deadline } = await detailsOf(bench, transaction);
    assert.deepEqual([state, deadline], ['committed', undefined]);
    assert.deepEqual(await networkOf(bench.lab), made);
    assert.equal(await hasTimer(bench, transaction), false);
    await bench.delete();
  });

  it('is confirmed again without the lock, which others may need', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.reply('Confirm', [transaction]);
    const lock = bench.lab.path('/var/lib/bridgehead/lock');
    const holder = await bench.lab.spawn('host', ['flock', lock, 'sleep', '1000']);
    await eventually('another has the lock', async () => {
      return (await bench.lab.host(['flock', '-n', lock, 'true'])).exitCode !== 0;
    });
    assert.deepEqual(await bench.reply('Confirm', [transaction]), []);
    await holder.stop();
  });

  it('is taken back by Rollback, at once', async () => {
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    assert.deepEqual(await bench.reply('Rollback', [transaction]), []);
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.equal((await detailsOf(bench, transaction)).state, 'rolled-back');
    assert.equal(await hasTimer(bench, transaction), false);
    expectError(await bench.call('Rollback', [transaction]), 'Conflict');
    expectError(await bench.call('Confirm', [transaction]), 'Conflict');
    assert.equal((await bench.create()).state, 'committed', 'the next change is welcome');
  });

  it('of DeleteBridge is taken back by Rollback too', async () => {
    await bench.create();
    const bridged = await networkOf(bench.lab);
    const { transaction, state } = await bench.delete({ 'confirm-within': 600 });
    assert.equal(state, 'awaiting-confirmation');
    await bench.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(bench.lab), bridged);
  });

  it('with activate boot is taken back in the files', async () => {
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ activate: 'boot', 'confirm-within': 600 });
    await bench.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('makes every other change Busy at once, but not reads and dry runs', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await expectRefusal(bench, 'Busy', 'CreateBridge', ['br1', 'eth0', {}]);
    await expectRefusal(bench, 'Busy', 'CreateBridge', ['br0', 'eth0', {}]);
    await expectRefusal(bench, 'Busy', 'DeleteBridge', ['br0', {}]);
    assert.equal((await bench.reply('Verify', ['br0', {}], 'plainuser'))[0], true);
    assert.equal((await bench.delete({ 'dry-run': true })).state, 'planned');
    await bench.reply('Confirm', [transaction]);
    await bench.delete();
  });

  it('may be confirmed twice', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.reply('Confirm', [transaction]);
    await bench.reply('Confirm', [transaction]);
    assert.equal((await detailsOf(bench, transaction)).state, 'committed');
  });

  it('is announced with each of its states', async () => {
    const { lab } = bench;
    const match = "type='signal',member='TransactionChanged'";
    const monitor = await lab.spawn('console', ['dbus-monitor', '--system', match]);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.reply('Rollback', [transaction]);
    await whenInState(bench, transaction, 'rolled-back');
    await bench.reply('ListBridges');
    await monitor.stop();
    const states = [...monitor.log().matchAll(/string "([a-z-]+)"\n/g)].map(([, state]) => state);
    assert.deepEqual(states, ['applying', 'awaiting-confirmation', 'rolling-back', 'rolled-back']);
  });
});
