import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { setImmediate as pause } from 'node:timers/promises';
import { keptFolder, keptPath } from '../lab/kept-folder.ts';

describe('a folder that tests share', () => {
  const recipe = [randomUUID()];
  const folder = keptPath('test', recipe);

  afterEach(async () => {
    for (const path of [folder, `${folder}.lock`]) await rm(path, { recursive: true, force: true });
  });

  it('is made once and completely, however many ask at the same time', async () => {
    let made = 0;
    const make = async (draft: string): Promise<void> => {
      made += 1;
      await mkdir(draft);
      await pause();
      assert.equal(existsSync(folder), false, 'it has its name only when it is ready');
    };
    const paths = await Promise.all(Array.from({ length: 8 }, () => keptFolder('test', recipe, make)));
    assert.deepEqual(new Set(paths), new Set([folder]));
    assert.equal(made, 1);
  });

  it('is made by the next one if the first fails', async () => {
    await assert.rejects(
      keptFolder('test', recipe, () => Promise.reject(new Error('no archive'))),
      /no archive/,
    );
    assert.equal(await keptFolder('test', recipe, (draft) => mkdir(draft)), folder);
    assert.ok(existsSync(folder));
  });
});
