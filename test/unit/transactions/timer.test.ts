import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFiles } from '../../../src/host/files.ts';
import type { TransactionId } from '../../../src/model/names.ts';
import { undoSum } from '../../../src/transactions/read-journal.ts';
import { timerCommand, type Timer } from '../../../src/transactions/timer.ts';

const script = 'cd "${0%/*}" && printf "%s|" "$@" >ran\n';

describe('what a timer runs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bridgehead-timer-'));
    writeFileSync(join(root, 'undo.sh'), script);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** @returns the exit status, what was said, and the words with which undo.sh was run, if it was. */
  function fire(): readonly [number | null, string, string?] {
    const timer: Timer = { transaction: 'ab'.repeat(16) as TransactionId, state: 'applying', folder: '/' };
    const [program = '', ...words] = timerCommand({ files: createFiles(`${root}/`) }, timer, 0);
    const { status, stderr } = spawnSync(program, words, { encoding: 'utf8', cwd: '/' });
    const { stdout } = spawnSync('cat', [join(root, 'ran')], { encoding: 'utf8' });
    return stdout === '' ? [status, stderr] : [status, stderr, stdout];
  }

  it('is undo.sh, for its own state and below its own root', () => {
    writeFileSync(join(root, 'undo.sum'), undoSum(script));
    assert.deepEqual(fire(), [0, '', `--root|${root}|--if|applying|`]);
  });

  it('is nothing where undo.sh is not what was written', () => {
    writeFileSync(join(root, 'undo.sum'), undoSum(script));
    appendFileSync(join(root, 'undo.sh'), 'true\n');
    const [status, said, ran] = fire();
    assert.deepEqual([status, ran], [1, undefined]);
    assert.match(said, /undo.sh' is damaged and is not run/);
  });

  it('is undo.sh of a journal that has no sum, as version 0.1 wrote them', () => {
    assert.equal(fire()[2], `--root|${root}|--if|applying|`);
  });

  it('has nothing in it that systemd would replace', () => {
    const timer: Timer = { transaction: 'ab'.repeat(16) as TransactionId, state: 'applying', folder: '/x' };
    for (const word of timerCommand({ files: createFiles('/') }, timer, 0))
      assert.doesNotMatch(word, /\$\{|\$\$|^\$|%/);
  });
});
