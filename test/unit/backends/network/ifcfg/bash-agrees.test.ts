import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AgentError } from '../../../../../src/contract/errors.ts';
import { editIfcfg, writeIfcfg, type IfcfgChanges } from '../../../../../src/backends/network/ifcfg/edit.ts';
import { parseIfcfg, type IfcfgFile } from '../../../../../src/backends/network/ifcfg/parse.ts';
import { classifyManyWithBash, readManyWithBash } from './bash.ts';
import { anyText as textWithCode, escapedText, plausibleText, writableValue } from '../../../ifcfg/texts.ts';

const keys = ['A', 'B', 'C', 'DEVICE', 'TYPE', 'SLAVE', 'X_1'];
const anyText = fc.oneof(plausibleText, textWithCode);
/** Texts of one bash. */
const many = { minLength: 1, maxLength: 40 };

/** Undefined if it is refused. */
function unlessRefused<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof AgentError && error.code === 'Refused') return undefined;
    throw error;
  }
}

function tryParse(text: string): IfcfgFile | undefined {
  return unlessRefused(() => parseIfcfg('ifcfg-eth0', text));
}

function accepted(texts: readonly string[]): IfcfgFile[] {
  return texts.map(tryParse).filter((file) => file !== undefined);
}

function valuesOf(file: IfcfgFile): Map<string, string> {
  return new Map(keys.flatMap((key) => (file.get(key) === undefined ? [] : [[key, file.get(key) ?? '']])));
}

describe('an ifcfg file and bash', () => {
  it('agree on every text that we accept', () => {
    let count = 0;
    fc.assert(
      fc.property(fc.array(anyText, many), fc.constantFrom('C', 'C.UTF-8'), (texts, locale) => {
        const files = accepted(texts);
        count += files.length;
        const bash = readManyWithBash(
          files.map(({ text }) => text),
          keys,
          locale,
        );
        assert.deepEqual(bash, files.map(valuesOf));
      }),
      { numRuns: 6 },
    );
    assert.ok(count > 5, `${count} texts were accepted`);
  });

  it('agree on every escape that we accept', () => {
    let count = 0;
    fc.assert(
      fc.property(fc.array(escapedText, many), (texts) => {
        const files = accepted(texts);
        count += files.length;
        const bash = readManyWithBash(
          files.map(({ text }) => text),
          keys,
        );
        assert.deepEqual(bash, files.map(valuesOf));
      }),
      { numRuns: 20 },
    );
    assert.ok(count > 5, `${count} texts were accepted`);
  });

  it('agree on what the network service makes of every text that we accept', () => {
    fc.assert(
      fc.property(fc.array(plausibleText, many), (texts) => {
        const files = accepted(texts);
        const bash = classifyManyWithBash(files.map(({ text }) => text));
        for (const key of ['DEVICE', 'TYPE', 'SLAVE']) {
          assert.deepEqual(
            bash.map((values) => values.get(key)),
            files.map((file) => file.get(key)),
          );
        }
      }),
      { numRuns: 5 },
    );
  });

  it('agree after an edit on the keys that were set, removed and left alone', () => {
    fc.assert(
      fc.property(fc.array(plausibleText, many), writableValue, (texts, value) => {
        const changes = {
          set: new Map([
            ['A', value],
            ['NEW', value],
          ]),
          remove: ['B', 'TYPE'],
        };
        const edits = accepted(texts).flatMap((file) => {
          // A line that was left alone may hide what was changed; then the edit is refused.
          const edited = unlessRefused(() => editIfcfg(file, changes));
          return edited === undefined ? [] : [{ file, edited }];
        });
        const bash = readManyWithBash(
          edits.map(({ edited }) => edited),
          [...keys, 'NEW'],
        );
        assert.deepEqual(
          bash,
          edits.map(({ file }) => expectedAfter(file, changes)),
        );
      }),
      { numRuns: 5 },
    );
  });

  it('agree on every file that we write', () => {
    const dictionary = fc.dictionary(fc.stringMatching(/^[A-Z]{3,5}_[0-9]{1,2}$/), writableValue, { maxKeys: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(dictionary, writableValue), many), (wishes) => {
        const wanted = wishes.map(
          ([others, device]) => new Map([['DEVICE', device], ['TYPE', 'Bridge'], ...Object.entries(others)]),
        );
        const texts = wanted.map(writeIfcfg);
        const all = wanted.flatMap((entries) => [...entries.keys()]);
        assert.deepEqual(readManyWithBash(texts, all), wanted);
        const classified = classifyManyWithBash(texts);
        // grep's result is split at blanks and joined with one of them.
        assert.deepEqual(
          classified.map((values) => [values.get('DEVICE'), values.get('TYPE')]),
          wishes.map(([, device]) => [device.replace(/ +/g, ' '), 'Bridge']),
        );
      }),
      { numRuns: 5 },
    );
  });
});

function expectedAfter(
  file: IfcfgFile,
  { set = new Map<string, string>(), remove = [] }: IfcfgChanges,
): Map<string, string> {
  const expected = new Map([...valuesOf(file), ...set]);
  for (const key of remove) expected.delete(key);
  return expected;
}

describe('an ifcfg file that is edited', () => {
  it('keeps every byte where nothing changes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const file = tryParse(text);
        if (file === undefined) return;
        const same = new Map(file.keys.map((key) => [key, file.get(key) ?? '']));
        const isPlain = file.assignments.every(({ key, value }) => file.get(key) === value);
        if (isPlain) assert.equal(editIfcfg(file, { set: same, remove: ['ABSENT'] }), text);
        assert.equal(editIfcfg(file, {}), text);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps every line that no change is about', () => {
    fc.assert(
      fc.property(plausibleText, writableValue, (text, value) => {
        const file = tryParse(text);
        if (file === undefined || text.includes('\\\n')) return;
        const others = text.split('\n').filter((line) => !/(?:A|B)=/.test(line));
        // A change that the network service would read differently is refused.
        const edited = unlessRefused(() => editIfcfg(file, { set: new Map([['A', value]]), remove: ['B'] }))?.split(
          '\n',
        );
        if (edited === undefined) return;
        let at = 0;
        for (const line of others.slice(0, -1)) {
          const found = edited.indexOf(line, at);
          assert.ok(found >= 0, `${JSON.stringify(line)} is missing`);
          at = found + 1;
        }
      }),
      { numRuns: 200 },
    );
  });
});
