import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPresent, mayBePresent } from '../../../src/host/presence.ts';

describe('what is at a path', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridgehead-presence-'));
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere', join(folder, 'dangling'));
    symlinkSync('loop', join(folder, 'loop'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is there, or is not, also where a folder of the path is a file or a link leads nowhere', () => {
    const found = ['file', '.', 'none', 'none/none', 'file/none', 'dangling'].map((name) =>
      isPresent(`${folder}/${name}`),
    );
    assert.deepEqual(found, [true, true, false, false, false, false]);
    assert.throws(() => isPresent(join(folder, 'loop')), { code: 'ELOOP' });
  });

  it('may be there unless it is certainly not', () => {
    const found = ['file', 'none', 'dangling', 'loop', 'x'.repeat(300)].map((name) =>
      mayBePresent(`${folder}/${name}`),
    );
    assert.deepEqual(found, [true, false, true, true, true]);
  });
});
