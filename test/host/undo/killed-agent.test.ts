import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useBench, type Bench } from '../../lab/agent-host/agent-host.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import { openGate, reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { detailsOf, hasTimer, newestState } from '../../lab/agent-host/journal.ts';

const waitsFirst = `[ "$1" != -batch ] || { ${waitAtGate}; }\nexec "$real" "$@"`;
const waitsAfterwards = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) ${waitAtGate} ;; esac`;

/** Where the change is when the agent dies. */
const moments = [
  ['before it has told the kernel', waitsFirst],
  ['after it has told the kernel', waitsAfterwards],
] as const;

/** Starts a change and kills the agent in the middle of it. */
async function killInTheMiddle(bench: Bench): Promise<void> {
  const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
  await eventually('ip is at work', () => reachedGate(bench));
  await bench.killAgent();
  assert.equal((await call).ok, false);
}

async function expectAsBefore(bench: Bench, start: unknown): Promise<void> {
  assert.deepEqual(await networkOf(bench.lab), start);
  for (const address of hostAddresses) await expectAnswer(bench.lab, address);
}

describe('an agent that is killed while it works', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const [moment, script] of moments) {
    it(`${moment} has undone everything before its successor owns the name`, async () => {
      await startAgentWithStub(bench, 'ip', script);
      const start = await networkOf(bench.lab);
      await killInTheMiddle(bench);
      // What it started ends with it here; where it lives on is the next test.
      await bench.lab.host(['pkill', '-KILL', '-f', '/stubs/ip -batch']);
      await bench.startAgent();
      await expectAsBefore(bench, start);
      assert.equal(await newestState(bench), 'rolled-back');
      assert.equal((await bench.create()).state, 'committed');
    });
  }

  it('is succeeded by one that waits for the ip(8) which outlived it', async () => {
    await startAgentWithStub(bench, 'ip', waitsFirst);
    const start = await networkOf(bench.lab);
    await killInTheMiddle(bench);
    const successor = bench.startAgent();
    await eventually('its undo waits for the lock', async () => {
      return (await bench.lab.host(['pgrep', '-f', 'flock -w 300 3'])).exitCode === 0;
    });
    await openGate(bench);
    await successor;
    await expectAsBefore(bench, start);
    assert.equal(await newestState(bench), 'rolled-back');
  });

  it('leaves a script that undoes it without an agent, as often as one likes', async () => {
    await startAgentWithStub(bench, 'ip', waitsAfterwards);
    const start = await networkOf(bench.lab);
    await killInTheMiddle(bench);
    await bench.lab.host(['pkill', '-KILL', '-f', '/stubs/ip -batch']);
    const undo = `sh ${bench.lab.path('/var/lib/bridgehead/transactions')}/*/undo.sh`;
    await bench.lab.hostOk(['sh', '-c', undo]);
    await expectAsBefore(bench, start);
    await bench.lab.hostOk(['sh', '-c', undo]);
    await expectAsBefore(bench, start);
  });
});

describe('an agent that is killed while a change is on probation', () => {
  const bench = useBench({ fresh: true });

  it('is succeeded by one with which the change goes on waiting, and can be confirmed', async () => {
    const { transaction, deadline } = await bench.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(bench.lab);
    await bench.killAgent();
    await bench.startAgent();
    const details = await detailsOf(bench, transaction);
    assert.deepEqual([details.state, details.deadline], ['awaiting-confirmation', deadline]);
    assert.equal((await bench.call('CreateBridge', ['br1', 'eth0', {}])).ok, false);
    await bench.reply('Confirm', [transaction]);
    assert.deepEqual(await networkOf(bench.lab), made);
    assert.equal((await detailsOf(bench, transaction)).state, 'committed');
  });

  it('is succeeded by one that can take the change back', async () => {
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.killAgent();
    await bench.startAgent();
    await bench.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('and had just kept it, is succeeded by one that takes its timer back', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.killAgent();
    const folder = bench.lab.path(`/var/lib/bridgehead/transactions/${transaction}`);
    await bench.lab.hostOk(['mv', `${folder}/state.awaiting-confirmation`, `${folder}/state.committed`]);
    assert.ok(await hasTimer(bench, transaction));
    await bench.startAgent();
    assert.equal((await detailsOf(bench, transaction)).state, 'committed');
    assert.equal(await hasTimer(bench, transaction), false);
  });
});

describe('a host that boots while a change is on probation', () => {
  const bench = useBench();

  it('boots with the old files, by the script that runs before the network', async () => {
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    const recover = new URL('../../../systemd/recover', import.meta.url).pathname;
    const state = bench.lab.path('/var/lib/bridgehead');
    await bench.lab.reboot(async () => {
      await bench.lab.run('console', ['sh', recover, state]);
    });
    assert.deepEqual(await networkOf(bench.lab), start);
    await bench.startAgent();
    assert.equal((await detailsOf(bench, transaction)).state, 'rolled-back');
  });
});
