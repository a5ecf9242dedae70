import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { eventually } from '../../lab/eventually.ts';
import { useBench, type Bench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import { once, startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { detailsOf, hasTimer, isInState } from '../../lab/agent-host/journal.ts';

const transactions = '/var/lib/bridgehead/transactions';

/** Works, and then says that it failed: the first time that the card joins the bridge. */
const liesOnce = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) if ${once}; then exit 1; fi ;; esac`;

/** The agent's own sh(1) cannot be run from now on, as where processes or descriptors are short; the timer's can. */
async function breakShell(bench: Bench): Promise<void> {
  await bench.lab.writeFile('/stubs/broken', '');
}

async function mendShell(bench: Bench): Promise<void> {
  await bench.lab.removeFile('/stubs/broken');
}

describe('a change that has failed and could not be taken back', () => {
  const bench = useBench({ fresh: true, noAgent: true });
  let transaction: string;
  let start: Awaited<ReturnType<typeof networkOf>>;

  beforeEach('the kernel has it, and the undo could not be started', async function () {
    this.timeout(60_000);
    const broken = bench.lab.path('/stubs/broken');
    await bench.lab.writeFile('/stubs/sh', `#!/bin/sh\n[ ! -e '${broken}' ] || exit 1\nexec /bin/sh "$@"\n`, 0o755);
    await startAgentWithStub(bench, 'ip', liesOnce);
    start = await networkOf(bench.lab);
    await breakShell(bench);
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'RollbackIncomplete');
    const [[entry]] = (await bench.reply('ListTransactions')) as [[{ transaction: string; state: string }]];
    transaction = entry.transaction;
    assert.equal(entry.state, 'applying');
    assert.equal((await linkOf(bench.lab, 'eth0')).master, 'br0');
    assert.ok(await hasTimer(bench, transaction));
  });

  it('makes the next one Busy, with its id, as long as it cannot be taken back', async () => {
    for (const method of ['CreateBridge', 'Rollback']) {
      const args = method === 'Rollback' ? [transaction] : ['br0', 'eth0', {}];
      const sentence = expectError(await bench.call(method, args), 'Busy');
      assert.match(
        sentence,
        new RegExp(`transaction '${transaction}' is unfinished .*${transaction}/undo.sh' as root`),
      );
    }
    assert.equal((await detailsOf(bench, transaction)).state, 'applying');
  });

  it('is told of by a dry run', async () => {
    const { changed, warnings } = await bench.create({ 'dry-run': true });
    assert.equal(changed, false);
    assert.match(warnings?.join() ?? '', new RegExp(`transaction '${transaction}' is unfinished`));
  });

  it('is taken back before the next one is made, and no timer of it is left', async () => {
    await mendShell(bench);
    const { changed, state } = await bench.create();
    assert.deepEqual([changed, state], [true, 'committed']);
    assert.equal((await detailsOf(bench, transaction)).state, 'rolled-back');
    assert.equal(await hasTimer(bench, transaction), false);
  });

  it('is taken back by Rollback', async () => {
    await mendShell(bench);
    await bench.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.equal((await detailsOf(bench, transaction)).state, 'rolled-back');
  });

  it('is taken back by its own script where its record cannot be read any more', async () => {
    const record = bench.lab.path(`${transactions}/${transaction}/transaction.json`);
    await writeFile(record, (await readFile(record, 'utf8')).replace('"format": 1', '"format": 0'));
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'Busy');
    await mendShell(bench);
    assert.equal((await bench.create()).changed, true);
    assert.ok(isInState(bench, transaction, 'rolled-back'));
  });
});

describe('a change on probation whose undo could not be started', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  it('waits on: others are Busy with its id, and it can be taken back or confirmed', async () => {
    const broken = bench.lab.path('/stubs/broken');
    await startAgentWithStub(bench, 'sh', `[ ! -e '${broken}' ] || exit 1\nexec "$real" "$@"`);
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await breakShell(bench);
    expectError(await bench.call('Rollback', [transaction]), 'RollbackIncomplete');
    await mendShell(bench);
    const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', {}]), 'Busy');
    assert.match(sentence, new RegExp(`transaction '${transaction}' is awaiting confirmation`));
    await bench.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});

describe('Rollback by the maker of a change', () => {
  const bench = useBench();

  it('that is confirmed just before is Conflict, and nobody is told that it is taken back', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(bench.lab);
    const lock = bench.lab.path('/var/lib/bridgehead/lock');
    // Whoever confirms has the lock.
    const holder = await bench.lab.spawn('host', ['flock', '--no-fork', lock, 'sleep', '600']);
    const isTaken = async () => (await bench.lab.host(['flock', '-n', lock, 'true'])).exitCode !== 0;
    await eventually('the lock is taken', isTaken);
    const call = bench.call('Rollback', [transaction]);
    const waits = async () => (await bench.lab.host(['pgrep', '-f', 'flock -w 300 3'])).exitCode === 0;
    await eventually('it waits for the lock', waits);
    const folder = bench.lab.path(`${transactions}/${transaction}`);
    await rename(`${folder}/state.awaiting-confirmation`, `${folder}/state.committed`);
    await holder.stop('SIGKILL');
    assert.match(expectError(await call, 'Conflict'), /has just been confirmed/);
    assert.deepEqual(await networkOf(bench.lab), made);
    assert.doesNotMatch(bench.agent.log(), /"state":"roll/);
  });
});
