import assert from 'node:assert/strict';
import { execa } from 'execa';
import { eventually } from '../../lab/eventually.ts';
import { installPackages } from '../../lab/packages.ts';
import { plainEnvironment } from '../../lab/place.ts';
import { uptime } from '../../lab/uptime.ts';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import { openGate } from '../../lab/agent-host/stub-command.ts';
import { deadlineOf, detailsOf, isInState, newestState, whenInState } from '../../lab/agent-host/journal.ts';
import { arm, startAgentWithGate, whenAtGate } from './gates.ts';

const stubs = '/stubs';

describe('the timer that would take a change back', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  it('has nothing changed where it cannot be set', async () => {
    // sd_booted(3): the folder is what tells a systemd.
    await bench.lab.writeFile('/run/systemd/system/.here', '');
    await bench.lab.writeFile(`${stubs}/systemd-run`, '#!/bin/sh\nexit 1\n', 0o755);
    await bench.lab.writeFile(`${stubs}/systemctl`, '#!/bin/sh\necho enabled\n', 0o755);
    await bench.startAgent({ env: { PATH: `${bench.lab.path(stubs)}:${plainEnvironment.PATH}` } });
    const start = await networkOf(bench.lab);
    const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.match(sentence, /the timer .* cannot be set, so nothing was changed/);
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.equal(await newestState(bench), 'rolled-back');
  });

  it('waits for the agent that is at work, and does nothing to what that has kept', async () => {
    await startAgentWithGate(bench, 'after the card has joined');
    await arm(bench);
    const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(bench);
    const undo = `exec sh ${bench.lab.path('/var/lib/bridgehead/transactions')}/*/undo.sh --if applying`;
    const timer = await bench.lab.spawn('host', ['sh', '-c', undo]);
    await eventually('it waits', async () => (await bench.lab.host(['pgrep', '-f', 'flock -w 300 3'])).exitCode === 0);
    await openGate(bench);
    const result = await call;
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(await timer.ended, 0);
    assert.equal(await newestState(bench), 'committed');
    assert.equal((await linkOf(bench.lab, 'eth0')).master, 'br0');
  });

  it('or Confirm wins where both come at once, never both', async () => {
    await bench.startAgent();
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(bench.lab);
    const undo = bench.lab.path(`/var/lib/bridgehead/transactions/${transaction}/undo.sh`);
    const [answer, timer] = await Promise.all([
      bench.call('Confirm', [transaction]),
      bench.lab.host(['sh', undo, '--if', 'awaiting-confirmation']),
    ]);
    const { state } = await detailsOf(bench, transaction);
    assert.equal(timer.exitCode, 0);
    assert.equal(answer.ok, state === 'committed', JSON.stringify([answer, state]));
    assert.deepEqual(await networkOf(bench.lab), answer.ok ? made : start);
  });
});

describe('a clock that somebody sets', () => {
  const bench = useBench({ noAgent: true });

  it('neither shortens a probation nor lengthens it', async () => {
    await installPackages('libfaketime');
    const { stdout } = await execa('sh', ['-c', 'dpkg -L libfaketime | grep /libfaketime.so.1$']);
    const clock = bench.lab.path('/clock');
    await bench.lab.writeFile('/clock', '+0');
    await bench.startAgent({
      env: {
        LD_PRELOAD: stdout.trim(),
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    });
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 10 });
    const deadline = await deadlineOf(bench, transaction);
    // Only the agent is left to see to it.
    await bench.lab.host(['pkill', '-KILL', '-f', `bridgehead-${transaction}`]);
    await bench.lab.writeFile('/clock', '+3600s');
    // The agent looks at the clock twice a second.
    await eventually(
      'half of it is over',
      () => isInState(bench, transaction, 'rolled-back') || uptime() > deadline - 5,
    );
    await bench.lab.writeFile('/clock', '-3600s');
    await whenInState(bench, transaction, 'rolled-back');
    assert.ok(uptime() >= deadline, `it was gone at ${uptime()}, before ${deadline}`);
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});
