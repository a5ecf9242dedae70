import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFiles } from '../../../src/host/files.ts';
import type { TransactionId } from '../../../src/model/names.ts';
import { undoSum } from '../../../src/transactions/read-journal.ts';
import { firing, waiting, type Timer } from '../../../src/transactions/timer.ts';

const script = 'cd "${0%/*}" && printf "%s|" "$@" >ran\n';

describe('what a timer runs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bridgehead-timer-'));
    writeFileSync(join(root, 'undo.sh'), script);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const timer: Timer = { transaction: 'ab'.repeat(16) as TransactionId, state: 'applying', folder: '/' };
  const hands = {
    'by systemd': () => ({ cwd: root, words: ['-c', firing(timer)] }),
    'as a process': () => ({ cwd: '/', words: waiting({ files: createFiles(root) }, timer, 0) }),
  };

  for (const [hand, command] of Object.entries(hands)) {
    /** @returns the exit status, and the words with which undo.sh was run, if it was. */
    const fire = (): readonly [number | null, string] => {
      const { cwd, words } = command();
      const { status } = spawnSync('/bin/sh', words, { cwd });
      return [status, spawnSync('cat', [join(root, 'ran')], { encoding: 'utf8' }).stdout];
    };

    it(`is undo.sh, with its own state, ${hand}`, () => {
      writeFileSync(join(root, 'undo.sum'), undoSum(script));
      assert.deepEqual(fire(), [0, '--if|applying|']);
    });

    it(`is nothing where undo.sh is not what was written, ${hand}`, () => {
      writeFileSync(join(root, 'undo.sum'), undoSum(script));
      appendFileSync(join(root, 'undo.sh'), 'true\n');
      assert.deepEqual(fire(), [1, '']);
    });

    it(`is undo.sh of a journal that has no sum, as version 0.1 wrote them, ${hand}`, () => {
      assert.deepEqual(fire(), [0, '--if|applying|']);
    });
  }

  it('contains nothing that systemd would replace or misread', () => {
    assert.match(firing(timer), /^[\w ./|&[\]!-]+$/);
  });
});
