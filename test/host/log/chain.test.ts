import assert from 'node:assert/strict';
import { useBench } from '../../lab/agent-host/agent-host.ts';
import { entriesOf, type Entry, eventsOf, isChained, linesOf, logFile, problemsOf, writeLines } from '../../lab/agent-host/log-entries.ts';

describe('the log of changes', () => {
  const bench = useBench({ fresh: true });
  const restart = async (): Promise<void> => {
    await bench.agent.stop();
    await bench.startAgent();
  };

  it('has a line for all that happens to a change, by whom, and how that was allowed', async () => {
    const kept = await bench.create();
    const confirmed = await bench.delete({ 'confirm-within': 600 });
    await bench.reply('Confirm', [confirmed.transaction], 'root');
    const undone = await bench.create({ 'confirm-within': 600 });
    await bench.reply('Rollback', [undone.transaction]);
    const what = async (id: string): Promise<unknown[]> =>
      (await eventsOf(bench, id)).map(({ event, uid, authorised }) => [event, uid, authorised]);
    const applying = ['applying', 61001, 'polkit'];
    assert.deepEqual(await what(kept.transaction), [applying, ['committed', undefined, undefined]]);
    const waits = ['awaiting-confirmation', undefined, undefined];
    assert.deepEqual(await what(confirmed.transaction), [applying, waits, ['confirmed', 0, 'polkit']]);
    const taken = ['rolled-back', undefined, undefined];
    assert.deepEqual(await what(undone.transaction), [applying, waits, ['rolling-back', 61001, 'own'], taken]);
    assert.ok(isChained(await linesOf(bench)), 'anybody can check it');
    const [newest, second, oldest] = await entriesOf(bench);
    assert.deepEqual(
      [newest?.state, newest?.['settled-by'], newest?.['settled-authorised']],
      ['rolled-back', 61001, 'own'],
    );
    assert.deepEqual([second?.state, second?.['settled-by']], ['committed', 0]);
    assert.deepEqual([oldest?.authorised, oldest?.intact, oldest?.['settled-by']], ['polkit', true, undefined]);
    assert.match(bench.agent.log(), /"line":9,"hash":"[0-9a-f]{64}","msg":"log of changes"/);
  });

  it('says of root that polkit was not there', async () => {
    await bench.lab.stopPolkit();
    await bench.create({}, 'root');
    const [list] = (await bench.reply('ListTransactions', [], 'root')) as [Entry[]];
    assert.equal(list[0]?.authorised, 'root');
  });

  it('shows a line that was changed, or removed', async () => {
    await bench.create();
    await bench.delete();
    assert.deepEqual(await problemsOf(bench), []);
    const lines = await linesOf(bench);
    await writeLines(bench, lines.with(1, (lines[1] ?? '').replace('committed', 'rolled-back')));
    assert.deepEqual(await problemsOf(bench), ['line 2 of the log was changed after it was written']);
    await writeLines(bench, lines.toSpliced(1, 1));
    assert.deepEqual(await problemsOf(bench), ['line 2 of the log was removed']);
    await writeLines(bench, lines.slice(0, -1));
    assert.deepEqual(await problemsOf(bench), [
      'the log ended with line 4 when it was last written, and that line is gone',
    ]);
    await writeLines(bench, lines.with(1, (lines[1] ?? '').replace('committed', 'rolled-back')));
    await restart();
    assert.match(bench.agent.log(), /transaction '[0-9a-f]{32}': line 2 of the log was changed/);
    assert.deepEqual(await problemsOf(bench), ['line 2 of the log was changed after it was written']);
  });

  it('shows a record that is not the one that was logged, or a folder that is gone', async () => {
    const { transaction } = await bench.create();
    const file = `/var/lib/bridgehead/transactions/${transaction}/transaction.json`;
    const text = await bench.lab.readFile(file);
    await bench.lab.writeFile(file, text.replace('"uid": 61001', '"uid": 0'), 0o600);
    assert.deepEqual(await problemsOf(bench), ['its record is not what it was when the change was made']);
    await bench.lab.removeFile(`/var/lib/bridgehead/transactions/${transaction}`);
    assert.deepEqual(await problemsOf(bench), ["its folder is gone from the agent's state, or cannot be read"]);
    const [entry] = await entriesOf(bench);
    assert.deepEqual([entry?.operation, entry?.uid, entry?.state], ['CreateBridge', 61001, 'committed']);
  });

  it('takes a line that was cut off for what it is, and adds what is missing', async () => {
    await bench.create();
    const lines = await linesOf(bench);
    await bench.agent.stop();
    await writeLines(bench, [...lines.slice(0, -1), (lines.at(-1) ?? '').slice(0, 90)], '');
    await bench.startAgent();
    assert.match(bench.agent.log(), /the log of changes has 1 torn line, as a power cut leaves them/);
    assert.match(bench.agent.log(), /the log of changes lacked 1 of its lines, which have been added/);
    assert.deepEqual(await problemsOf(bench), []);
    const [{ transaction } = assert.fail()] = await entriesOf(bench);
    const events = await eventsOf(bench, transaction);
    assert.deepEqual(
      events.map(({ line, event, late }) => [line, event, late]),
      [
        [1, 'applying', false],
        [2, 'committed', true],
      ],
    );
    await bench.delete();
    assert.deepEqual(await problemsOf(bench), []);
  });

  it('begins with what an earlier version left', async () => {
    await bench.create();
    await bench.agent.stop();
    await bench.lab.removeFile(logFile);
    await bench.startAgent();
    const lines = await linesOf(bench);
    assert.match(
      lines.join('\n'),
      / committed operation=CreateBridge bridge=br0 uid=61001 authorised=polkit late=yes [0-9a-f]{64}$/,
    );
    assert.deepEqual(await problemsOf(bench), []);
  });

  it('goes on where another hand than the agent takes a change back', async () => {
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.killAgent();
    await bench.lab.hostOk(['sh', bench.lab.path(`/var/lib/bridgehead/transactions/${transaction}/undo.sh`)]);
    const lines = await linesOf(bench);
    assert.ok(isChained(lines));
    assert.match(lines.at(-1) ?? '', new RegExp(`${transaction} [0-9a-f]{64} rolled-back [0-9a-f]{64}$`));
    await bench.startAgent();
    assert.deepEqual(await problemsOf(bench), []);
    assert.equal((await linesOf(bench)).length, lines.length, 'nothing is missing');
  });

  it('stops nobody who cannot write it', async () => {
    await bench.lab.host(['mkdir', bench.lab.path(logFile)]);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await bench.reply('Rollback', [transaction]);
    assert.match(bench.agent.log(), /the log of changes cannot be written, ignoring/);
    await bench.agent.stop();
    await bench.lab.removeFile(logFile);
    await bench.startAgent();
    const [event] = await eventsOf(bench, transaction);
    assert.deepEqual([event?.event, event?.late], ['rolled-back', true]);
  });
});
