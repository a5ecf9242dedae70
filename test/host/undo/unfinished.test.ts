import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf, networkOnProbation } from '../../lab/agent-host/snapshot.ts';
import { once, startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { detailsOf, hasTimer, isInState } from '../../lab/agent-host/journal.ts';

const transactions = '/var/lib/bridgehead/transactions';

/** Works but reports failure, the first time that the uplink joins the bridge. */
const liesOnce = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) if ${once}; then exit 1; fi ;; esac`;

/** From now on the agent cannot run sh(1), as if processes or descriptors were short; the timer can. */
async function breakShell(host: AgentHost): Promise<void> {
  await host.lab.writeFile('/stubs/broken', '');
}

async function mendShell(host: AgentHost): Promise<void> {
  await host.lab.removeFile('/stubs/broken');
}

describe('a failed change that could not be undone', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });
  let transaction: string;
  let start: Awaited<ReturnType<typeof networkOf>>;

  beforeEach('the kernel is changed, and the undo cannot be started', async function () {
    this.timeout(60_000);
    const broken = host.lab.path('/stubs/broken');
    await host.lab.writeFile('/stubs/sh', `#!/bin/sh\n[ ! -e '${broken}' ] || exit 1\nexec /bin/sh "$@"\n`, 0o755);
    await startAgentWithStub(host, 'ip', liesOnce);
    start = await networkOf(host.lab);
    await breakShell(host);
    expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'RollbackIncomplete');
    const [[entry]] = (await host.reply('ListTransactions')) as [[{ transaction: string; state: string }]];
    transaction = entry.transaction;
    assert.equal(entry.state, 'applying');
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'br0');
    assert.ok(await hasTimer(host, transaction));
  });

  it('makes other changes fail with Busy, and names its id, until it can be undone', async () => {
    for (const method of ['CreateBridge', 'Rollback']) {
      const args = method === 'Rollback' ? [transaction] : ['br0', 'eth0', {}];
      const sentence = expectError(await host.call(method, args), 'Busy');
      assert.match(
        sentence,
        new RegExp(`transaction '${transaction}' is unfinished .*${transaction}/undo.sh' as root`),
      );
    }
    assert.equal((await detailsOf(host, transaction)).state, 'applying');
  });

  it('is mentioned in the warnings of a dry run', async () => {
    const { changed, warnings } = await host.create({ 'dry-run': true });
    assert.equal(changed, false);
    assert.match(warnings.join(), new RegExp(`transaction '${transaction}' is unfinished`));
  });

  it('is undone before the next change, and leaves no timer', async () => {
    await mendShell(host);
    const { changed, state } = await host.create();
    assert.deepEqual([changed, state], [true, 'committed']);
    assert.equal((await detailsOf(host, transaction)).state, 'rolled-back');
    assert.equal(await hasTimer(host, transaction), false);
  });

  it('is undone by Rollback', async () => {
    await mendShell(host);
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal((await detailsOf(host, transaction)).state, 'rolled-back');
  });

  it('is undone by its own script when its record is no longer readable', async () => {
    const record = host.lab.path(`${transactions}/${transaction}/transaction.json`);
    await writeFile(record, (await readFile(record, 'utf8')).replace('"format": 1', '"format": 0'));
    expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'Busy');
    await mendShell(host);
    assert.equal((await host.create()).changed, true);
    assert.ok(isInState(host, transaction, 'rolled-back'));
  });
});

describe('a change on probation whose rollback could not be started', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  it('stays on probation: other changes fail with Busy and its id, and it can still be rolled back or confirmed', async () => {
    const broken = host.lab.path('/stubs/broken');
    await startAgentWithStub(host, 'sh', `[ ! -e '${broken}' ] || exit 1\nexec "$real" "$@"`);
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await breakShell(host);
    expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete');
    await mendShell(host);
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'Busy');
    assert.match(sentence, new RegExp(`transaction '${transaction}' is awaiting confirmation`));
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('Rollback by the user who made the change', () => {
  const host = useAgentHost();

  it('fails with Conflict if the change was just confirmed, and announces no rollback', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const made = await networkOnProbation(host.lab);
    const lock = host.lab.path('/var/lib/bridgehead/lock');
    // Confirm holds the lock.
    const holder = await host.lab.spawn('host', ['flock', '--no-fork', lock, 'sleep', '600']);
    const isTaken = async () => (await host.lab.host(['flock', '-n', lock, 'true'])).exitCode !== 0;
    await eventually('the lock is taken', isTaken);
    const call = host.call('Rollback', [transaction]);
    const waits = async () => (await host.lab.host(['pgrep', '-f', 'flock -w 300 3'])).exitCode === 0;
    await eventually('it waits for the lock', waits);
    const folder = host.lab.path(`${transactions}/${transaction}`);
    await rename(`${folder}/state.awaiting-confirmation`, `${folder}/state.committed`);
    await holder.stop('SIGKILL');
    assert.match(expectError(await call, 'Conflict'), /has just been confirmed/);
    assert.deepEqual(await networkOf(host.lab), made);
    assert.doesNotMatch(host.agent.log(), /"state":"roll/);
  });
});
