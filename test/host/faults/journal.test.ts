import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { scripts, useBench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { networkOf, pictureOf } from '../../lab/agent-host/snapshot.ts';
import { detailsOf } from '../../lab/agent-host/journal.ts';

const transactions = '/var/lib/bridgehead/transactions';
const recover = new URL('../../../systemd/recover', import.meta.url).pathname;

/** Each makes the folder $1, whose undo.sh would leave a trace in $2. */
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
    script: 'mkdir "$1"; : >"$1/state.committed"; head -c 2M /dev/zero >"$1/transaction.json"',
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
  const bench = useBench({ noAgent: true });
  let listed: readonly { readonly transaction: string; readonly state: string; readonly problem?: string }[];

  before('all of them lie there when the agent starts', async () => {
    await bench.lab.writeFile(`${transactions}/README`, 'not a transaction\n');
    for (const [index, { script }] of Object.values(damages).entries()) {
      const make = `trap_in() { echo "touch $2" >"$1/undo.sh"; }\n`.replace('$2', bench.lab.path('/etc/trapped'));
      await bench.lab.hostOk([
        'sh',
        '-euc',
        make + script,
        'sh',
        bench.lab.path(`${transactions}/${ids[index] ?? ''}`),
      ]);
    }
    const start = await pictureOf(bench.lab);
    await bench.startAgent();
    await bench.lab.host(['sh', recover, bench.lab.path('/var/lib/bridgehead')]);
    assert.deepEqual(await pictureOf(bench.lab), start, 'nothing is done with them');
    [listed] = (await bench.reply('ListTransactions', [], 'plainuser')) as [typeof listed];
  });

  for (const [index, [what, { problem }]] of Object.entries(damages).entries()) {
    it(`${what} is left alone, told of in the log, and shown with the reason`, async () => {
      const id = ids[index] ?? '';
      const entry = listed.find(({ transaction }) => transaction === id);
      assert.equal(entry?.state, 'damaged');
      assert.match(entry.problem ?? '', problem);
      assert.match(bench.agent.log(), new RegExp(`${id}' is damaged and left alone: [^"]*${problem.source}`));
      assert.match(expectError(await bench.call('GetTransaction', [id]), 'Conflict'), problem);
    });
  }

  it('cannot be believed keeps nobody from changing the host', async () => {
    assert.equal((await bench.create()).state, 'committed');
    assert.equal((await bench.delete()).state, 'committed');
  });
});

describe('an unfinished journal', () => {
  const bench = useBench({ fresh: true });

  it('of another version is taken back by its own script', async () => {
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.killAgent();
    const record = bench.lab.path(`${transactions}/${transaction}/transaction.json`);
    await writeFile(record, (await readFile(record, 'utf8')).replace('"format": 1', '"format": 0'));
    await bench.startAgent();
    assert.deepEqual(await networkOf(bench.lab), start);
    assert.match(bench.agent.log(), new RegExp(`${transaction}' was unfinished and has been undone`));
    assert.equal((await bench.create()).state, 'committed');
  });

  it('whose script was changed is not taken back, but may be confirmed', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    const made = await networkOf(bench.lab);
    const script = bench.lab.path(`${transactions}/${transaction}/undo.sh`);
    const text = await readFile(script, 'utf8');
    await writeFile(script, text.replace('undo_file', 'rm'));
    assert.match(expectError(await bench.call('Rollback', [transaction]), 'RollbackIncomplete'), /nothing was touched/);
    await bench.killAgent();
    await bench.startAgent();
    const [entries] = (await bench.reply('ListTransactions')) as [{ problem?: string }[]];
    assert.match(entries[0]?.problem ?? '', /'undo.sh' is not what was written/);
    await bench.reply('Confirm', [transaction]);
    assert.equal((await detailsOf(bench, transaction)).state, 'committed');
    const { kernel, files } = await networkOf(bench.lab);
    assert.deepEqual([kernel, files[`${scripts}/ifcfg-br0`]], [made.kernel, made.files[`${scripts}/ifcfg-br0`]]);
  });
});
