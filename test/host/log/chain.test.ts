import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import {
  entriesOf,
  type Entry,
  eventsOf,
  isChained,
  linesOf,
  logFile,
  problemsOf,
  writeLines,
} from '../../lab/agent-host/log-entries.ts';

describe('the log of changes', () => {
  const host = useAgentHost({ fresh: true });
  const restart = async (): Promise<void> => {
    await host.agent.stop();
    await host.startAgent();
  };

  it('records each state of a change, the user, and how the user was authorised', async () => {
    const kept = await host.create();
    const confirmed = await host.delete({ 'confirm-within': 600 });
    await host.reply('Confirm', [confirmed.transaction], 'root');
    const undone = await host.create({ 'confirm-within': 600 });
    await host.reply('Rollback', [undone.transaction]);
    const what = async (id: string): Promise<unknown[]> =>
      (await eventsOf(host, id)).map(({ event, uid, authorised }) => [event, uid, authorised]);
    const applying = ['applying', 61001, 'polkit'];
    assert.deepEqual(await what(kept.transaction), [applying, ['committed', undefined, undefined]]);
    const waits = ['awaiting-confirmation', undefined, undefined];
    assert.deepEqual(await what(confirmed.transaction), [applying, waits, ['confirmed', 0, 'polkit']]);
    const taken = ['rolled-back', undefined, undefined];
    assert.deepEqual(await what(undone.transaction), [applying, waits, ['rolling-back', 61001, 'own'], taken]);
    assert.ok(isChained(await linesOf(host)), 'the chain is intact');
    const [newest, second, oldest] = await entriesOf(host);
    assert.deepEqual(
      [newest?.state, newest?.['settled-by'], newest?.['settled-authorised']],
      ['rolled-back', 61001, 'own'],
    );
    assert.deepEqual([second?.state, second?.['settled-by']], ['committed', 0]);
    assert.deepEqual([oldest?.authorised, oldest?.intact, oldest?.['settled-by']], ['polkit', true, undefined]);
    assert.match(host.agent.log(), /"line":9,"hash":"[0-9a-f]{64}","msg":"log of changes"/);
    assert.match(host.agent.log(), /"operation":"CreateBridge","bridge":"br0","uid":"61001","authorised":"polkit",/);
  });

  it('records that root acted without polkit', async () => {
    await host.lab.stopPolkit();
    await host.create({}, 'root');
    const [list] = (await host.reply('ListTransactions', [], 'root')) as [Entry[]];
    assert.equal(list[0]?.authorised, 'root');
  });

  it('reveals a line that was changed or removed', async () => {
    await host.create();
    await host.delete();
    assert.deepEqual(await problemsOf(host), []);
    const lines = await linesOf(host);
    await writeLines(host, lines.with(1, (lines[1] ?? '').replace('committed', 'rolled-back')));
    assert.deepEqual(await problemsOf(host), ['line 2 of the log was changed after it was written']);
    await writeLines(host, lines.toSpliced(1, 1));
    assert.deepEqual(await problemsOf(host), ['line 2 of the log was removed']);
    await writeLines(host, lines.slice(0, -1));
    assert.deepEqual(await problemsOf(host), [
      'the log ended with line 4 when it was last written, and that line is gone',
    ]);
    await writeLines(host, lines.with(1, (lines[1] ?? '').replace('committed', 'rolled-back')));
    await restart();
    assert.match(host.agent.log(), /transaction '[0-9a-f]{32}': line 2 of the log was changed/);
    assert.deepEqual(await problemsOf(host), ['line 2 of the log was changed after it was written']);
  });

  it('reveals a record that differs from the logged one, and a folder that is gone', async () => {
    const { transaction } = await host.create();
    const file = `/var/lib/bridgehead/transactions/${transaction}/transaction.json`;
    const text = await host.lab.readFile(file);
    await host.lab.writeFile(file, text.replace('"uid": 61001', '"uid": 0'), 0o600);
    assert.deepEqual(await problemsOf(host), ['its record is not what it was when the change was made']);
    await host.lab.removeFile(`/var/lib/bridgehead/transactions/${transaction}`);
    assert.deepEqual(await problemsOf(host), ["its folder is gone from the agent's state, or cannot be read"]);
    const [entry] = await entriesOf(host);
    assert.deepEqual([entry?.operation, entry?.uid, entry?.state], ['CreateBridge', 61001, 'committed']);
  });

  it('recognises a truncated line, and adds what is missing', async () => {
    await host.create();
    const lines = await linesOf(host);
    await host.agent.stop();
    await writeLines(host, [...lines.slice(0, -1), (lines.at(-1) ?? '').slice(0, 90)], '');
    await host.startAgent();
    assert.match(host.agent.log(), /the log of changes has 1 torn line, as a power cut leaves them/);
    assert.match(host.agent.log(), /the log of changes lacked 1 of its lines, which have been added/);
    assert.deepEqual(await problemsOf(host), []);
    const [{ transaction } = assert.fail()] = await entriesOf(host);
    const events = await eventsOf(host, transaction);
    assert.deepEqual(
      events.map(({ line, event, late }) => [line, event, late]),
      [
        [1, 'applying', false],
        [2, 'committed', true],
      ],
    );
    await host.delete();
    assert.deepEqual(await problemsOf(host), []);
  });

  it('begins with the transactions of an earlier version', async () => {
    await host.create();
    await host.agent.stop();
    await host.lab.removeFile(logFile);
    await host.startAgent();
    const lines = await linesOf(host);
    assert.match(
      lines.join('\n'),
      / committed operation=CreateBridge bridge=br0 uid=61001 authorised=polkit late=yes [0-9a-f]{64}$/,
    );
    assert.deepEqual(await problemsOf(host), []);
  });

  it('continues when the agent does not undo the change itself', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.killAgent();
    await host.lab.hostOk(['sh', host.lab.path(`/var/lib/bridgehead/transactions/${transaction}/undo.sh`)]);
    const lines = await linesOf(host);
    assert.ok(isChained(lines));
    assert.match(lines.at(-1) ?? '', new RegExp(`${transaction} [0-9a-f]{64} rolled-back [0-9a-f]{64}$`));
    await host.startAgent();
    assert.deepEqual(await problemsOf(host), []);
    assert.equal((await linesOf(host)).length, lines.length, 'nothing is missing');
  });

  it('does not stop changes when it cannot be written', async () => {
    await host.lab.host(['mkdir', host.lab.path(logFile)]);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.reply('Rollback', [transaction]);
    assert.match(host.agent.log(), /the log of changes cannot be written, ignoring/);
    await host.agent.stop();
    await host.lab.removeFile(logFile);
    await host.startAgent();
    const [event] = await eventsOf(host, transaction);
    assert.deepEqual([event?.event, event?.late], ['rolled-back', true]);
  });
});
