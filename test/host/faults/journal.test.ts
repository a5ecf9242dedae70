import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { networkOf, snapshotOf } from '../../lab/agent-host/snapshot.ts';
import { detailsOf } from '../../lab/agent-host/journal.ts';

const transactions = '/var/lib/bridgehead/transactions';
const recover = new URL('../../../systemd/recover', import.meta.url).pathname;

/** Each creates the folder $1, whose undo.sh would leave a trace. */
const damages: Readonly<Record<string, { readonly script: string; readonly problem: RegExp }>> = {
  'is empty': { script: 'mkdir "$1"', problem: /its state is missing or ambiguous/ },
  'is torn': {
    script: 'mkdir "$1"; : >"$1/state.applying"; printf \'{"format":1,"id":"\' >"$1/transaction.json"',
    problem: /'transaction.json' is torn/,
  },
  'is a symbolic link': {
    script: 'mkdir "$1.far"; : >"$1.far/state.applying"; trap_in "$1.far"; ln -s "$1.far" "$1"',
    problem: /symbolic link/,
  },
  'has an undo.sh of another': {
    script: 'mkdir "$1"; : >"$1/state.applying"; trap_in "$1"; echo "0  undo.sh" >"$1/undo.sum"',
    problem: /'transaction.json' is gone/,
  },
  'is huge': {
    script: 'mkdir "$1"; : >"$1/state.committed"; truncate -s 33M "$1/transaction.json"',
    problem: /too large/,
  },
  'belongs to another user': {
    script: 'mkdir "$1"; : >"$1/state.applying"; trap_in "$1"; chown -R 61002 "$1"',
    problem: /does not belong to root/,
  },
  'has a pipe in place of a file': {
    script: 'mkdir "$1"; : >"$1/state.committed"; mkfifo "$1/transaction.json"',
    problem: /not a regular file/,
  },
  'is a file': { script: ': >"$1"', problem: /not a folder/ },
  'has two states': {
    script: 'mkdir "$1"; : >"$1/state.applying"; : >"$1/state.committed"',
    problem: /its state is missing or ambiguous/,
  },
};
const ids = Object.keys(damages).map((_, index) => String(index).repeat(32));

describe('a journal that', () => {
  const host = useAgentHost({ noAgent: true });
  let listed: readonly { readonly transaction: string; readonly state: string; readonly problem?: string }[];

  before('all of them exist when the agent starts', async () => {
    await host.lab.writeFile(`${transactions}/README`, 'not a transaction\n');
    for (const [index, { script }] of Object.values(damages).entries()) {
      const make = `trap_in() { echo "touch $2" >"$1/undo.sh"; }\n`.replace('$2', host.lab.path('/etc/trapped'));
      await host.lab.hostOk(['sh', '-euc', make + script, 'sh', host.lab.path(`${transactions}/${ids[index] ?? ''}`)]);
    }
    const start = await snapshotOf(host.lab);
    await host.startAgent();
    await host.lab.host(['sh', recover, host.lab.path('/var/lib/bridgehead')]);
    assert.deepEqual(await snapshotOf(host.lab), start, 'nothing is done with them');
    [listed] = (await host.reply('ListTransactions', [], 'plainuser')) as [typeof listed];
  });

  for (const [index, [what, { problem }]] of Object.entries(damages).entries()) {
    it(`${what} is left alone, logged, and listed with the reason`, async () => {
      const id = ids[index] ?? '';
      const entry = listed.find(({ transaction }) => transaction === id);
      assert.equal(entry?.state, 'damaged');
      assert.match(entry.problem ?? '', problem);
      assert.match(host.agent.log(), new RegExp(`${id}' is damaged and left alone: [^"]*${problem.source}`));
      assert.match(expectError(await host.call('GetTransaction', [id]), 'Conflict'), problem);
    });
  }

  it('cannot be trusted does not prevent changes', async () => {
    assert.equal((await host.create()).state, 'committed');
    assert.equal((await host.delete()).state, 'committed');
  });
});

describe('an unfinished journal', () => {
  const host = useAgentHost({ fresh: true });

  it('of another version is undone by its own script', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.killAgent();
    const record = host.lab.path(`${transactions}/${transaction}/transaction.json`);
    await writeFile(record, (await readFile(record, 'utf8')).replace('"format": 1', '"format": 0'));
    await host.startAgent();
    assert.deepEqual(await networkOf(host.lab), start);
    assert.match(host.agent.log(), new RegExp(`${transaction}' was unfinished and has been undone`));
    assert.equal((await host.create()).state, 'committed');
  });

  it('whose script was altered is not rolled back, but can be confirmed', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const made = await networkOf(host.lab);
    const script = host.lab.path(`${transactions}/${transaction}/undo.sh`);
    const text = await readFile(script, 'utf8');
    await writeFile(script, text.replace('undo_file', 'rm'));
    assert.match(expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete'), /nothing was touched/);
    await host.killAgent();
    await host.startAgent();
    const [entries] = (await host.reply('ListTransactions')) as [{ problem?: string }[]];
    assert.match(entries[0]?.problem ?? '', /'undo.sh' is not what was written/);
    await host.reply('Confirm', [transaction]);
    assert.equal((await detailsOf(host, transaction)).state, 'committed');
    const { kernel, files } = await networkOf(host.lab);
    assert.deepEqual([kernel, files[`${scripts}/ifcfg-br0`]], [made.kernel, made.files[`${scripts}/ifcfg-br0`]]);
  });
});
