import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readUndoLibrary } from '../../../src/transactions/undo/library.ts';

const room = new URL('../../../src/transactions/', import.meta.url);
const library = await readUndoLibrary();

/** The texts of the files with this suffix in a folder of the transactions. */
function textsIn(folder: string, end: string): readonly string[] {
  const names = readdirSync(new URL(folder, room)).filter((name) => name.endsWith(end));
  return names.map((name) => readFileSync(new URL(folder + name, room), 'utf8'));
}

describe('the shell functions of undo.sh', () => {
  it('are those of the folder', () => {
    const texts = textsIn('undo/', '.sh');
    assert.ok(texts.length > 0);
    for (const text of texts) assert.ok(library.includes(text), text.slice(0, 80));
  });

  it('include one for each kind of step, and no other', () => {
    const named = textsIn('steps/', '.ts').flatMap((text) =>
      [...text.matchAll(/'(undo_\w+)'/g)].map(([, name]) => name),
    );
    const defined = [...library.matchAll(/^(undo_\w+)\(\)/gm)].map(([, name]) => name);
    assert.deepEqual(defined.toSorted(), [...new Set(named)].toSorted());
  });
});
