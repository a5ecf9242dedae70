import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AgentError } from '../../../src/contract/errors.ts';
import { editIfcfg } from '../../../src/model/ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from '../../../src/model/ifcfg/parse.ts';
import { writeIfcfg } from '../../../src/model/ifcfg/write.ts';
import { classifyWithBash, readWithBash } from './bash.ts';
import { anyText, plausibleText, writableValue } from './texts.ts';

const keys = ['A', 'B', 'C', 'DEVICE', 'TYPE', 'SLAVE', 'X_1'];

function tryParse(text: string): IfcfgFile | undefined {
  try {
    return parseIfcfg('ifcfg-eth0', text);
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

function valuesOf(file: IfcfgFile): Map<string, string> {
  return new Map(keys.flatMap((key) => (file.get(key) === undefined ? [] : [[key, file.get(key) ?? '']])));
}

describe('an ifcfg file and bash', () => {
  it('agree on every text that we accept', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyText, fc.constantFrom('C', 'C.UTF-8'), (text, locale) => {
        const file = tryParse(text);
        if (file === undefined) return;
        accepted += 1;
        const bash = readWithBash(text, keys, locale);
        assert.deepEqual({ status: bash.status, stderr: bash.stderr }, { status: 0, stderr: '' });
        assert.deepEqual(bash.values, new Map(keys.flatMap((key) => [...valuesOf(file)].filter(([k]) => k === key))));
      }),
      { numRuns: 400 },
    );
    assert.ok(accepted > 50, `${accepted} texts were accepted`);
  });

  it('agree on what the network service makes of every text that we accept', () => {
    fc.assert(
      fc.property(plausibleText, (text) => {
        const file = tryParse(text);
        if (file === undefined) return;
        const bash = classifyWithBash(text);
        for (const key of ['DEVICE', 'TYPE', 'SLAVE']) assert.equal(bash.values.get(key), file.get(key), key);
      }),
      { numRuns: 100 },
    );
  });

  it('agree after an edit on the keys that were set, removed and left alone', () => {
    fc.assert(
      fc.property(plausibleText, writableValue, (text, value) => {
        const file = tryParse(text);
        if (file === undefined) return;
        const edited = editIfcfg(file, {
          set: new Map([
            ['A', value],
            ['NEW', value],
          ]),
          remove: ['B', 'TYPE'],
        });
        const expected = new Map([...valuesOf(file), ['A', value], ['NEW', value]]);
        for (const key of ['B', 'TYPE']) expected.delete(key);
        const { values, stderr } = readWithBash(edited, [...expected.keys(), 'B', 'TYPE']);
        assert.equal(stderr, '');
        assert.deepEqual(values, expected);
      }),
      { numRuns: 100 },
    );
  });

  it('agree on every file that we write', () => {
    const entries = fc.dictionary(fc.stringMatching(/^[A-Z]{3,5}_[0-9]{1,2}$/), writableValue, { maxKeys: 6 });
    fc.assert(
      fc.property(entries, writableValue, (dictionary, device) => {
        const wanted = new Map([['DEVICE', device], ['TYPE', 'Bridge'], ...Object.entries(dictionary)]);
        const text = writeIfcfg(wanted);
        assert.deepEqual(readWithBash(text, [...wanted.keys()]).values, wanted);
        const classified = classifyWithBash(text).values;
        // grep's result is split at blanks and joined with one of them.
        assert.equal(classified.get('DEVICE'), device.replace(/ +/g, ' '));
        assert.equal(classified.get('TYPE'), 'Bridge');
      }),
      { numRuns: 100 },
    );
  });
});

describe('an ifcfg file that is edited', () => {
  it('keeps every byte where nothing changes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const file = tryParse(text);
        if (file === undefined) return;
        const same = new Map(file.keys.map((key) => [key, file.get(key) ?? '']));
        const isPlain = file.assignments.every(({ key, value: one }) => file.get(key) === one);
        if (isPlain) assert.equal(editIfcfg(file, { set: same, remove: ['ABSENT'] }), text);
        assert.equal(editIfcfg(file, {}), text);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps every line that no change is about', () => {
    fc.assert(
      fc.property(plausibleText, writableValue, (text, value) => {
        const file = tryParse(text);
        if (file === undefined || text.includes('\\\n')) return;
        const others = text.split('\n').filter((line) => !/(?:A|B)=/.test(line));
        const edited = editIfcfg(file, { set: new Map([['A', value]]), remove: ['B'] }).split('\n');
        let at = 0;
        for (const line of others.slice(0, -1)) {
          const found = edited.indexOf(line, at);
          assert.ok(found >= 0, `${JSON.stringify(line)} is missing`);
          at = found + 1;
        }
      }),
      { numRuns: 500 },
    );
  });
});
