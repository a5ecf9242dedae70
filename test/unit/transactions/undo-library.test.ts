import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { readUndoLibrary } from '../../../src/transactions/undo/library.ts';

const room = new URL('../../../src/transactions/', import.meta.url);
const library = await readUndoLibrary();

/** The texts of the files in one of this room's folders whose names end so. */
function textsIn(folder: string, end: string): readonly string[] {
  const names = readdirSync(new URL(folder, room)).filter((name) => name.endsWith(end));
  return names.map((name) => readFileSync(new URL(folder + name, room), 'utf8'));
}

describe('the shell functions of undo.sh', () => {
  it('are all of the folder’s', () => {
    const texts = textsIn('undo/', '.sh');
    assert.ok(texts.length > 0);
    for (const text of texts) assert.ok(library.includes(text), text.slice(0, 80));
  });

  it('have one for each that a kind of step names, and no other', () => {
    const named = textsIn('steps/', '.ts').flatMap((text) =>
      [...text.matchAll(/'(undo_\w+)'/g)].map(([, name]) => name),
    );
    const defined = [...library.matchAll(/^(undo_\w+)\(\)/gm)].map(([, name]) => name);
    assert.deepEqual(defined.toSorted(), [...new Set(named)].toSorted());
  });
});
