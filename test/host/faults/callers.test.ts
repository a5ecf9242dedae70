import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callWords } from '../../lab/bus-call.ts';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf, snapshotOf } from '../../lab/agent-host/snapshot.ts';
import { openGate } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';
import { arm, startAgentWithGate, whenAtGate } from './gates.ts';

const create = ['busctl', '--system', 'call', '--', ...callWords('CreateBridge', ['br0', 'eth0', {}])];

describe('a caller who leaves', () => {
  const bench = useAgentHost({ fresh: true, noAgent: true });

  it('while polkit is asked has done nothing, whatever polkit says then', async () => {
    await bench.startAgent();
    const start = await snapshotOf(bench.lab);
    bench.lab.freezePolkit();
    const whenPolkitIsAsked = await watchPolkit(bench);
    const caller = await bench.lab.spawn('host', create);
    await whenPolkitIsAsked();
    await caller.stop('SIGKILL');
    bench.lab.thawPolkit();
    await eventually('the call has ended', () => bench.agent.log().includes('"code":"NotAuthorized"'));
    assert.deepEqual(await bench.reply('ListTransactions'), [[]]);
    assert.deepEqual(await snapshotOf(bench.lab), start);
  });

  it('or stays while polkit dies gets a no', async () => {
    await bench.startAgent();
    const start = await snapshotOf(bench.lab);
    bench.lab.freezePolkit();
    const whenPolkitIsAsked = await watchPolkit(bench);
    const call = bench.call('CreateBridge', ['br0', 'eth0', {}], 'root');
    await whenPolkitIsAsked();
    await bench.lab.killPolkit();
    expectError(await call, 'NotAuthorized');
    assert.deepEqual(await snapshotOf(bench.lab), start);
    await bench.lab.startPolkit();
    assert.equal((await bench.create()).state, 'committed');
  });

  it('in the middle of the change has it made all the same', async () => {
    await startAgentWithGate(bench, 'after the uplink has joined');
    await arm(bench);
    const caller = await bench.lab.spawn('host', create);
    await whenAtGate(bench);
    await caller.stop('SIGKILL');
    await openGate(bench);
    await eventually('it is committed', async () => (await newestState(bench)) === 'committed');
    assert.equal((await linkOf(bench.lab, 'eth0')).master, 'br0');
    assert.equal((await bench.delete()).state, 'committed');
  });
});

describe('callers who cross', () => {
  const bench = useAgentHost({ fresh: true, noAgent: true, interfaces: 2 });
  const second = 'DEVICE=eth1\nBOOTPROTO=none\nONBOOT=yes\n';

  for (const [what, other] of [
    ['one bridge over two cards', ['br0', 'eth1']],
    ['two bridges over two cards', ['br1', 'eth1']],
    ['the same bridge twice', ['br0', 'eth0']],
  ] as const) {
    it(`have one winner, and the other is Busy at once: ${what}`, async () => {
      await bench.writeScript('ifcfg-eth1', second);
      await startAgentWithGate(bench, 'after the plan');
      await arm(bench);
      const first = bench.call('CreateBridge', ['br0', 'eth0', {}]);
      await whenAtGate(bench);
      expectError(await bench.call('CreateBridge', [...other, {}], 'root'), 'Busy');
      await openGate(bench);
      const result = await first;
      assert.ok(result.ok, JSON.stringify(result));
      assert.equal((await linkOf(bench.lab, 'eth1')).master, undefined);
    });
  }
});

describe('a hundred callers of ten users at once', () => {
  const bench = useAgentHost({ noAgent: true });
  const users = Array.from({ length: 10 }, (_, index) => `caller${index}`);

  before('they exist, and may make bridges', async () => {
    const etc = join(bench.lab.root, '../etc');
    for (const [index, name] of users.entries()) {
      const id = 62000 + index;
      await appendFile(join(etc, 'passwd'), `${name}:x:${id}:${id}::/nonexistent:/bin/sh\n`);
      await appendFile(join(etc, 'group'), `${name}:x:${id}:\n`);
    }
    const rule = `polkit.addRule(function (action, subject) {
  if (action.id === "io.bridgehead.agent1.create-bridge" && subject.user.indexOf("caller") === 0) return polkit.Result.YES;
});\n`;
    await bench.lab.stopPolkit();
    await writeFile(join(etc, 'polkit-rules/30-callers.rules'), rule);
    await bench.lab.startPolkit();
    await bench.startAgent();
  });

  it('have one winner, the others are Busy, and reads are served meanwhile', async () => {
    // The winner's change waits, so that nobody who comes late finds it done.
    const options = { 'confirm-within': 600 };
    const calls = Array.from({ length: 100 }, (_, index) =>
      bench.call('CreateBridge', [`br${index}`, 'eth0', options], users[index % users.length]),
    );
    assert.equal((await bench.call('ListBridges', [], 'plainuser')).ok, true);
    const results = await Promise.all(calls);
    const losers = results.filter(({ ok }) => !ok);
    for (const loser of losers) expectError(loser, 'Busy');
    assert.equal(losers.length, 99);
  });
});

describe('an agent at work', () => {
  const bench = useAgentHost({ fresh: true, noAgent: true });

  it('is not disturbed by a second one, which leaves', async () => {
    const { call: first } = await atWork(bench);
    const second = await bench.startAgent();
    assert.equal(await second.ended, 75);
    assert.match(second.log(), /belongs to another program/);
    await openGate(bench);
    const result = await first;
    assert.ok(result.ok, JSON.stringify(result));
  });

  it('that is told to stop finishes the change, answers, and leaves', async () => {
    const { call } = await atWork(bench);
    bench.agent.kill('SIGTERM');
    await eventually('it has heard', () => bench.agent.log().includes('told to stop'));
    await openGate(bench);
    const result = await call;
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(await bench.agent.ended, 0);
    await bench.startAgent();
    assert.equal(await newestState(bench), 'committed');
  });

  it('that loses the bus finishes the change, and leaves with 75', async () => {
    const { call } = await atWork(bench);
    await bench.lab.stopBus();
    assert.equal((await call).ok, false);
    await openGate(bench);
    assert.equal(await bench.agent.ended, 75);
    await bench.lab.startBus();
    await bench.lab.startPolkit();
    await bench.startAgent();
    assert.equal(await newestState(bench), 'committed');
    assert.equal((await linkOf(bench.lab, 'eth0')).master, 'br0');
  });

  it('takes nothing back that it has not finished making', async () => {
    const { call } = await atWork(bench);
    const [[{ transaction }]] = (await bench.reply('ListTransactions')) as [[{ transaction: string }]];
    for (const user of ['operator1', 'root']) expectError(await bench.call('Rollback', [transaction], user), 'Busy');
    expectError(await bench.call('Rollback', [transaction], 'plainuser'), 'NotAuthorized');
    await openGate(bench);
    const result = await call;
    assert.ok(result.ok, JSON.stringify(result));
  });

  it('that is told to stop while it takes a change back finishes that first', async () => {
    await startAgentWithGate(bench, 'after the plan');
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    // Whoever holds the lock is waited for.
    const lock = bench.lab.path('/var/lib/bridgehead/lock');
    const holder = await bench.lab.spawn('host', ['flock', '--no-fork', lock, 'sleep', '600']);
    await eventually(
      'the lock is taken',
      async () => (await bench.lab.host(['flock', '-n', lock, 'true'])).exitCode !== 0,
    );
    const call = bench.call('Rollback', [transaction]);
    await eventually(
      'it waits for the lock',
      async () => (await bench.lab.host(['pgrep', '-f', 'flock -w 300 3'])).exitCode === 0,
    );
    bench.agent.kill('SIGTERM');
    await eventually('it has heard', () => bench.agent.log().includes('told to stop'));
    await holder.stop('SIGKILL');
    assert.deepEqual(await call, { ok: true, reply: [] });
    assert.equal(await bench.agent.ended, 0);
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});

/** To be called before the question; what it returns waits until that is on its way to polkit, frozen or not. */
async function watchPolkit(bench: AgentHost): Promise<() => Promise<unknown>> {
  const monitor = await bench.lab.spawn('host', ['dbus-monitor', '--system', "member='CheckAuthorization'"]);
  const says = (word: string) => eventually(`the bus says '${word}'`, () => monitor.log().includes(word));
  // Whoever becomes a monitor loses its name on the bus.
  await says('member=NameLost');
  return async () => {
    await says('member=CheckAuthorization');
    await monitor.stop();
  };
}

/** An agent whose change stands at the gate; the call that waits for it. */
async function atWork(bench: AgentHost): Promise<{ readonly call: ReturnType<AgentHost['call']> }> {
  await startAgentWithGate(bench, 'after the uplink has joined');
  await arm(bench);
  const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
  await whenAtGate(bench);
  return { call };
}
