import assert from 'node:assert/strict';
import type { LogEvent, LogHead, LogWords } from '../../../src/model/transaction-log.ts';
import { checkLog } from '../../../src/transactions/log/check-log.ts';
import { entriesOf } from '../../../src/transactions/log/entries.ts';
import { beginning, headOf, writeLine } from '../../../src/transactions/log/line.ts';

const id = '1'.repeat(32);
type Row = readonly [event: LogEvent, words?: LogWords];

function logOf(rows: readonly Row[]): string {
  const lines: string[] = [];
  let head: LogHead = beginning;
  for (const [event, words = {}] of rows) {
    lines.push(writeLine(head, { time: 5, transaction: id, record: '-', event, words }));
    head = headOf(lines.at(-1) ?? '') ?? assert.fail();
  }
  return lines.map((line) => `${line}\n`).join('');
}

const facts = { operation: 'CreateBridge', bridge: 'br0', uid: '7', authorised: 'password' };

describe('a change that is only in the log', () => {
  it('is described by its first line, with the state of its last line', () => {
    const rows: Row[] = [['applying', facts], ['confirmed', { uid: '0', authorised: 'polkit' }], ['pruned']];
    const [entry] = entriesOf([], checkLog(logOf(rows), true));
    const { operation, bridge, state, uid, authorised, pruned, problems, settled } = entry ?? assert.fail();
    assert.deepEqual([operation, bridge, state, uid, authorised], ['CreateBridge', 'br0', 'committed', 7, 'password']);
    assert.deepEqual([pruned, problems, settled], [true, [], { time: 5, uid: 0, authorised: 'polkit' }]);
  });

  it('must have its folder unless it was pruned', () => {
    const [entry] = entriesOf([], checkLog(logOf([['applying', facts], ['committed']]), true));
    assert.deepEqual(entry?.problems, ["its folder is gone from the agent's state, or cannot be read"]);
  });

  it('may contain impossible values, which are omitted', () => {
    const [entry] = entriesOf([], checkLog(logOf([['pruned', { uid: 'x', authorised: 'magic' }]]), true));
    assert.deepEqual(
      [entry?.uid, entry?.authorised, entry?.state, entry?.settled],
      [undefined, undefined, '', undefined],
    );
  });
});

describe('damage of the log as a whole', () => {
  it('is reported with the newest change', () => {
    const text = logOf([['applying', facts], ['pruned']]);
    const stray = { lines: [], problems: [{ transaction: '2'.repeat(32), sentence: 'line 9 was changed' }], torn: 0 };
    assert.deepEqual(entriesOf([], stray), []);
    const log = { ...checkLog(text, true), problems: stray.problems };
    assert.deepEqual(entriesOf([], log)[0]?.problems, ['line 9 was changed']);
  });
});
