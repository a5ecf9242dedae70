import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import {
  openGate,
  reachedGate,
  startAgentWithStub,
  waitAfterJoin,
  waitAtGate,
} from '../../lab/agent-host/stub-command.ts';
import { detailsOf, hasTimer, newestState } from '../../lab/agent-host/journal.ts';

const waitsFirst = `[ "$1" != -batch ] || { ${waitAtGate}; }\nexec "$real" "$@"`;

/** Where the change is when the agent dies. */
const moments = [
  ['before the kernel is changed', waitsFirst],
  ['after the kernel was changed', waitAfterJoin],
] as const;

/** Starts a change and kills the agent in the middle of it. */
async function killInTheMiddle(host: AgentHost): Promise<void> {
  const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
  await eventually('ip is at work', () => reachedGate(host));
  await host.killAgent();
  assert.equal((await call).ok, false);
}

async function expectAsBefore(host: AgentHost, start: unknown): Promise<void> {
  assert.deepEqual(await networkOf(host.lab), start);
  for (const address of hostAddresses) await expectAnswer(host.lab, address);
}

describe('an agent that is killed during a change', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const [moment, script] of moments) {
    it(`has everything undone before its successor owns the bus name: killed ${moment}`, async () => {
      await startAgentWithStub(host, 'ip', script);
      const start = await networkOf(host.lab);
      await killInTheMiddle(host);
      // Its commands end with it here; the next test lets one outlive it.
      await host.lab.host(['pkill', '-KILL', '-f', '/stubs/ip -batch']);
      await host.startAgent();
      await expectAsBefore(host, start);
      assert.equal(await newestState(host), 'rolled-back');
      assert.equal((await host.create()).state, 'committed');
    });
  }

  it('has a successor that waits for the ip(8) that outlived it', async () => {
    await startAgentWithStub(host, 'ip', waitsFirst);
    const start = await networkOf(host.lab);
    await killInTheMiddle(host);
    const successor = host.startAgent();
    await eventually('its undo waits for the lock', async () => {
      return (await host.lab.host(['pgrep', '-f', 'flock -w 300 3'])).exitCode === 0;
    });
    await openGate(host);
    await successor;
    await expectAsBefore(host, start);
    assert.equal(await newestState(host), 'rolled-back');
  });

  it('leaves a script that undoes the change without an agent, any number of times', async () => {
    await startAgentWithStub(host, 'ip', waitAfterJoin);
    const start = await networkOf(host.lab);
    await killInTheMiddle(host);
    await host.lab.host(['pkill', '-KILL', '-f', '/stubs/ip -batch']);
    const undo = `sh ${host.lab.path('/var/lib/bridgehead/transactions')}/*/undo.sh`;
    await host.lab.hostOk(['sh', '-c', undo]);
    await expectAsBefore(host, start);
    await host.lab.hostOk(['sh', '-c', undo]);
    await expectAsBefore(host, start);
  });
});

describe('an agent that is killed while a change is on probation', () => {
  const host = useAgentHost({ fresh: true });

  it('has a successor with which the change stays on probation and can be confirmed', async () => {
    const { transaction, deadline } = await host.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(host.lab);
    await host.killAgent();
    await host.startAgent();
    const details = await detailsOf(host, transaction);
    assert.deepEqual([details.state, details.deadline], ['awaiting-confirmation', deadline]);
    assert.equal((await host.call('CreateBridge', ['br1', 'eth0', {}])).ok, false);
    await host.reply('Confirm', [transaction]);
    assert.deepEqual(await networkOf(host.lab), made);
    assert.equal((await detailsOf(host, transaction)).state, 'committed');
  });

  it('has a successor that can roll the change back', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.killAgent();
    await host.startAgent();
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('has a successor that removes the timer if the change had just been committed', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.killAgent();
    const folder = host.lab.path(`/var/lib/bridgehead/transactions/${transaction}`);
    await host.lab.hostOk(['mv', `${folder}/state.awaiting-confirmation`, `${folder}/state.committed`]);
    assert.ok(await hasTimer(host, transaction));
    await host.startAgent();
    assert.equal((await detailsOf(host, transaction)).state, 'committed');
    assert.equal(await hasTimer(host, transaction), false);
  });
});

describe('an agent that is killed while it rolls a committed change back', () => {
  const host = useAgentHost({ noAgent: true });

  it('has a successor that finishes the rollback, and leaves no timer', async () => {
    const start = await networkOf(host.lab);
    await startAgentWithStub(host, 'ip', `[ "$1" != -force ] || { ${waitAtGate}; }\nexec "$real" "$@"`);
    const { transaction } = await host.create();
    const call = host.call('Rollback', [transaction]);
    await eventually('the undo is at work', () => reachedGate(host));
    await host.killAgent();
    assert.equal((await call).ok, false);
    assert.ok(await hasTimer(host, transaction));
    await host.lab.host(['pkill', '-KILL', '-f', '/stubs/ip -force']);
    await host.startAgent();
    assert.equal((await detailsOf(host, transaction)).state, 'rolled-back');
    await expectAsBefore(host, start);
    assert.equal(await hasTimer(host, transaction), false);
  });
});

describe('a host that boots while a change is on probation', () => {
  const host = useAgentHost();

  it('boots with the old files, restored by the script that runs before the network', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const recover = new URL('../../../systemd/recover', import.meta.url).pathname;
    const state = host.lab.path('/var/lib/bridgehead');
    await host.lab.reboot(async () => {
      await host.lab.run('console', ['sh', recover, state]);
    });
    assert.deepEqual(await networkOf(host.lab), start);
    await host.startAgent();
    assert.equal((await detailsOf(host, transaction)).state, 'rolled-back');
  });
});
