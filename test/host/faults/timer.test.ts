import assert from 'node:assert/strict';
import { execa } from 'execa';
import { eventually } from '../../lab/eventually.ts';
import { installPackages } from '../../lab/packages.ts';
import { plainEnvironment } from '../../lab/place.ts';
import { uptime } from '../../lab/uptime.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import { openGate } from '../../lab/agent-host/stub-command.ts';
import { deadlineOf, detailsOf, isInState, newestState, whenInState } from '../../lab/agent-host/journal.ts';
import { arm, startAgentWithGate, whenAtGate } from './gates.ts';

const stubs = '/stubs';

describe('the timer that would undo a change', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  it('prevents the change if it cannot be set', async () => {
    // sd_booted(3): the folder is what tells a systemd.
    await host.lab.writeFile('/run/systemd/system/.here', '');
    await host.lab.writeFile(`${stubs}/systemd-run`, '#!/bin/sh\nexit 1\n', 0o755);
    await host.lab.writeFile(`${stubs}/systemctl`, '#!/bin/sh\necho enabled\n', 0o755);
    await host.startAgent({ env: { PATH: `${host.lab.path(stubs)}:${plainEnvironment.PATH}` } });
    const start = await networkOf(host.lab);
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'CommandFailed');
    assert.match(sentence, /the timer .* cannot be set, so nothing was changed/);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal(await newestState(host), 'rolled-back');
  });

  it('waits for the agent at work, and does not undo what the agent has committed', async () => {
    await startAgentWithGate(host, 'after the uplink has joined');
    await arm(host);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await whenAtGate(host);
    const undo = `exec sh ${host.lab.path('/var/lib/bridgehead/transactions')}/*/undo.sh --if applying`;
    const timer = await host.lab.spawn('host', ['sh', '-c', undo]);
    await eventually('it waits', async () => (await host.lab.host(['pgrep', '-f', 'flock -w 300 3'])).exitCode === 0);
    await openGate(host);
    const result = await call;
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(await timer.ended, 0);
    assert.equal(await newestState(host), 'committed');
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'br0');
  });

  it('or Confirm wins if both come at once, never both', async () => {
    await host.startAgent();
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(host.lab);
    const undo = host.lab.path(`/var/lib/bridgehead/transactions/${transaction}/undo.sh`);
    const [answer, timer] = await Promise.all([
      host.call('Confirm', [transaction]),
      host.lab.host(['sh', undo, '--if', 'awaiting-confirmation']),
    ]);
    const { state } = await detailsOf(host, transaction);
    assert.equal(timer.exitCode, 0);
    assert.equal(answer.ok, state === 'committed', JSON.stringify([answer, state]));
    assert.deepEqual(await networkOf(host.lab), answer.ok ? made : start);
  });
});

describe('setting the clock', () => {
  const host = useAgentHost({ noAgent: true });

  it('neither shortens nor lengthens a probation', async () => {
    await installPackages('libfaketime');
    const { stdout } = await execa('sh', ['-c', 'dpkg -L libfaketime | grep /libfaketime.so.1$']);
    const clock = host.lab.path('/clock');
    await host.lab.writeFile('/clock', '+0');
    await host.startAgent({
      env: {
        LD_PRELOAD: stdout.trim(),
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    });
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 10 });
    const deadline = await deadlineOf(host, transaction);
    // Only the agent is left to roll it back.
    await host.lab.host(['pkill', '-KILL', '-f', `bridgehead-${transaction}`]);
    await host.lab.writeFile('/clock', '+3600s');
    // The agent checks twice a second.
    await eventually(
      'half of it is over',
      () => isInState(host, transaction, 'rolled-back') || uptime() > deadline - 5,
    );
    await host.lab.writeFile('/clock', '-3600s');
    await whenInState(host, transaction, 'rolled-back');
    assert.ok(uptime() >= deadline, `it was gone at ${uptime()}, before ${deadline}`);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
