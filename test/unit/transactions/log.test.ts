import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogHead } from '../../../src/model/transaction-log.ts';
import { checkLog } from '../../../src/transactions/log/check-log.ts';
import { beginning, headOf, parseLine, uidOf, writeLine } from '../../../src/transactions/log/line.ts';

const one = '1'.repeat(32);
const two = '2'.repeat(32);
const record = 'a'.repeat(64);

/** A log of this many lines; the odd ones are of transaction `one`. */
function linesOf(count: number): string[] {
  const lines: string[] = [];
  let head: LogHead = beginning;
  for (let number = 1; number <= count; number += 1) {
    const transaction = number % 2 === 1 ? one : two;
    lines.push(writeLine(head, { time: 1000 + number, transaction, record, event: 'committed', words: {} }));
    head = headOf(lines.at(-1) ?? '') ?? assert.fail();
  }
  return lines;
}

function problemsOf(lines: readonly string[], end = '\n'): string[] {
  return checkLog(lines.join('\n') + end, true).problems.map(
    ({ transaction, sentence }) => `${transaction[0]}: ${sentence}`,
  );
}

describe('a line of the log', () => {
  it('says who did what, and is read as it was written', () => {
    const words = { uid: '1000', authorised: 'password' };
    const text = writeLine(beginning, { time: 7, transaction: one, record, event: 'confirmed', words });
    const body = `1 ${'0'.repeat(64)} 7 ${one} ${record} confirmed uid=1000 authorised=password`;
    const hash = createHash('sha256').update(body).digest('hex');
    assert.equal(text, `${body} ${hash}`);
    const expected = { number: 1, previous: '0'.repeat(64), time: 7, transaction: one, record, event: 'confirmed' };
    assert.deepEqual(parseLine(text), { ...expected, words, hash });
  });

  it('is not parsed in another form', () => {
    const [line = ''] = linesOf(1);
    for (const text of ['', ' ', line.slice(0, -1), `${line} `, line.replace('committed', 'com mitted'), '\0\0'])
      assert.equal(parseLine(text), undefined, text);
  });

  it('names a user by a valid uid', () => {
    assert.deepEqual([uidOf('0'), uidOf('4294967295')], [0, 4294967295]);
    for (const word of [undefined, '', '-1', '4294967296', 'root']) assert.equal(uidOf(word), undefined);
  });
});

describe('the chain of the log', () => {
  const lines = linesOf(6);

  it('is whole as it was written, and while it is empty', () => {
    assert.deepEqual(problemsOf(lines), []);
    assert.deepEqual(problemsOf([], ''), []);
    assert.equal(checkLog(lines.join('\n'), true).lines.length, 6);
  });

  it('shows a line that was changed, wherever it is', () => {
    for (const index of lines.keys()) {
      const changed = lines.with(index, (lines[index] ?? '').replace('committed', 'rolled-back'));
      const whose = index % 2 === 0 ? '1' : '2';
      assert.deepEqual(problemsOf(changed), [
        `${whose}: line ${index + 1} of the log was changed after it was written`,
      ]);
    }
  });

  it('shows a line that was changed into something else', () => {
    for (const index of lines.keys()) {
      const changed = lines.with(index, (lines[index] ?? '').replace('committed', 'what ever'));
      const whose = index % 2 === 0 ? '1' : '2';
      assert.deepEqual(problemsOf(changed), [
        `${whose}: line ${index + 1} of the log was changed after it was written`,
      ]);
    }
  });

  it('shows a line that was changed with a hash that fits', () => {
    const other = { time: 1, transaction: one, record, event: 'rolled-back', words: {} };
    const forged = writeLine(headOf(lines[1] ?? '') ?? beginning, other);
    assert.deepEqual(problemsOf(lines.with(2, forged)), ['1: line 3 of the log was replaced']);
  });

  it('shows removed lines, except the last ones', () => {
    assert.deepEqual(problemsOf(lines.toSpliced(2, 1)), ['2: line 3 of the log was removed']);
    assert.deepEqual(problemsOf(lines.toSpliced(0, 3)), ['2: lines 1 to 3 of the log were removed']);
    assert.deepEqual(problemsOf(lines.slice(0, 4)), []);
  });

  it('shows moved and repeated lines', () => {
    assert.ok(problemsOf([...lines.slice(3), ...lines.slice(0, 3)]).length > 0);
    assert.deepEqual(problemsOf([...lines, lines[1] ?? '']), ['2: line 2 of the log is not in its place']);
  });

  it('need not start at the beginning if that is no longer kept', () => {
    assert.deepEqual(checkLog(`${lines.slice(3).join('\n')}\n`, false).problems, []);
  });

  it('may end with a truncated line, and continue after it', () => {
    const [first = '', second = '', third = ''] = lines;
    for (const length of [1, 80, second.length - 1]) {
      const torn = second.slice(0, length);
      assert.deepEqual(checkLog(`${first}\n${torn}`, true), { ...checkLog(`${first}\n`, true), torn: 1 });
      const goesOn = checkLog(`${first}\n${torn}\n${second}\n${third}\n`, true);
      assert.deepEqual([goesOn.problems, goesOn.torn, goesOn.lines.length], [[], 1, 3]);
    }
    assert.equal(checkLog(`${first}\n\0\0\0`, true).torn, 1);
  });
});

describe('the log as undo.sh writes it', () => {
  const library = ['common', 'log'].map((name) =>
    readFileSync(new URL(`../../../src/transactions/undo/${name}.sh`, import.meta.url), 'utf8'),
  );
  let root: string;
  let log: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bridgehead-log-'));
    mkdirSync(join(root, 'state/transactions', one), { recursive: true });
    writeFileSync(join(root, 'state/transactions', one, 'transaction.json'), '{}');
    log = join(root, 'state/log');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function chronicle(words: string, shell = 'sh'): void {
    const script = join(root, 'state/transactions', one, 'undo.sh');
    writeFileSync(
      script,
      [`id=${one}`, 'state_folder=/state', 'boot=x', ...library, `root=${root}`, `chronicle ${words}`, ''].join('\n'),
    );
    execFileSync(shell, [script]);
  }

  for (const shell of ['sh', 'bash']) {
    it(`continues the agent's chain, and the agent continues its chain: ${shell}`, () => {
      chronicle('rolling-back uid=1000 authorised=own', shell);
      const head = headOf(readFileSync(log, 'utf8')) ?? assert.fail();
      const line = { time: 5, transaction: two, record, event: 'applying', words: { uid: '0' } };
      writeFileSync(log, `${readFileSync(log, 'utf8')}${writeLine(head, line)}\n`);
      chronicle('rolled-back', shell);
      const { lines, problems, torn } = checkLog(readFileSync(log, 'utf8'), true);
      assert.deepEqual([problems, torn], [[], 0]);
      const digest = createHash('sha256').update('{}').digest('hex');
      assert.deepEqual(
        lines.map((one) => [one.number, one.event, one.record, one.words]),
        [
          [1, 'rolling-back', digest, { uid: '1000', authorised: 'own' }],
          [2, 'applying', record, { uid: '0' }],
          [3, 'rolled-back', digest, {}],
        ],
      );
    });
  }

  it('starts a new line after a truncated one', () => {
    chronicle('rolled-back');
    for (const piece of ['2 abc', '\0\0\0\0']) {
      writeFileSync(log, `${readFileSync(log, 'utf8')}${piece}`);
      chronicle('rolled-back');
    }
    const { lines, problems, torn } = checkLog(readFileSync(log, 'utf8'), true);
    assert.deepEqual([lines.map(({ number }) => number), problems, torn], [[1, 2, 3], [], 2]);
  });

  it('continues after a rotated file', () => {
    chronicle('rolled-back');
    writeFileSync(`${log}.1`, readFileSync(log));
    rmSync(log);
    chronicle('rolled-back');
    assert.deepEqual(checkLog(readFileSync(`${log}.1`, 'utf8') + readFileSync(log, 'utf8'), true).problems, []);
  });

  it('lets an undo continue if no line can be written', () => {
    mkdirSync(log);
    chronicle('rolled-back');
    rmSync(log, { recursive: true });
    rmSync(join(root, 'state/transactions', one, 'transaction.json'));
    chronicle('rolled-back');
    assert.equal(parseLine(readFileSync(log, 'utf8').trimEnd())?.record, '-');
    assert.ok(existsSync(log));
  });
});
