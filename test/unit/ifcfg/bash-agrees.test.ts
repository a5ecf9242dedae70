/** bash is the judge: whatever we say of a text, it must say too. BRIDGEHEAD_IFCFG_RUNS=N tries N times as many texts. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseIfcfg } from '../../../src/ifcfg/ifcfg.ts';
import { readAsNetworkManager } from '../../../src/ifcfg/readers/network-manager.ts';
import { readAsWicked } from '../../../src/ifcfg/readers/wicked.ts';
import { readText } from '../../../src/ifcfg/shell/reading.ts';
import { sourceWithBash } from './bash.ts';
import { anyBytes, anyText, keys, settable } from './texts.ts';

const times = Number(process.env.BRIDGEHEAD_IFCFG_RUNS ?? 1);
// The same texts in each run: a new counterexample is for those who look for one.
const parameters = { numRuns: 3 * times, ...(times === 1 ? { seed: 4711 } : {}) };
/** Texts of one bash. */
const many = { minLength: 150, maxLength: 150, size: 'max' } as const;

/** What we are sure of: the value of each key, null where it has none. */
function claims(text: string): Map<string, string | null> {
  const { lostAt, values } = readText(text);
  const sure = lostAt === undefined ? keys.filter((key) => !values.has(key) || values.get(key) !== undefined) : [];
  return new Map(sure.map((key) => [key, values.get(key) ?? null]));
}

describe('get', () => {
  for (const [what, texts, encoding] of [
    ['texts', anyText, 'utf8'],
    ['bytes', anyBytes, 'latin1'],
  ] as const) {
    it(`never gives what bash would not, for all ${what}`, () => {
      let sure = 0;
      fc.assert(
        fc.property(fc.array(texts, many), fc.constantFrom('C', 'C.UTF-8'), (all, locale) => {
          const bash = sourceWithBash(all, keys, encoding, locale);
          for (const [index, text] of all.entries()) {
            for (const [key, value] of claims(text)) {
              assert.equal(bash[index]?.get(key) ?? null, value, `${key} of ${JSON.stringify(text)}`);
              assert.ok(bash[index] !== undefined, JSON.stringify(text));
              assert.equal(parseIfcfg(text).get(key), value ?? undefined);
              if (value !== null) sure += 1;
            }
          }
        }),
        parameters,
      );
      assert.ok(sure > 20, `${sure} values were given`);
    });
  }
});

describe('set and delete', () => {
  it('give bash the new value, and leave it all others', () => {
    let changed = 0;
    const change = fc.record({
      text: anyText,
      key: fc.constantFrom(...keys, 'NEW'),
      value: fc.option(settable, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(change, many), (all) => {
        const changes = all.flatMap(({ text, key, value }) => {
          const after = changedText(text, key, value);
          return after === undefined ? [] : [{ text, key, value, after }];
        });
        changed += changes.length;
        const before = sourceWithBash(
          changes.map(({ text }) => text),
          keys,
        );
        const bash = sourceWithBash(
          changes.map(({ after }) => after),
          [...keys, 'NEW'],
        );
        for (const [index, { text, key, value, after }] of changes.entries()) {
          assert.equal(bash[index]?.get(key), value, `${key} of ${JSON.stringify(after)}`);
          // What is code may ask for the key.
          for (const other of claims(text).keys()) {
            if (other !== key) assert.equal(bash[index]?.get(other), before[index]?.get(other), JSON.stringify(after));
          }
        }
      }),
      parameters,
    );
    assert.ok(changed > 100, `${changed} texts were changed`);
  });

  it('write what NetworkManager reads as the same value, and wicked where it can', () => {
    fc.assert(
      fc.property(
        settable,
        fc.constantFrom('', 'K=1\n', '  export K="1" # c\n', 'K=1;', 'A=2\nK=1', 'K=1 \\\n'),
        (value, text) => {
          const after = changedText(text, 'K', value);
          if (after === undefined) return;
          assert.equal(readAsNetworkManager(after).get('K')?.value, value, JSON.stringify(after));
          const isHeld = !value.includes("'") || !/["$\\`]/.test(value);
          assert.equal(readAsWicked(after).get('K')?.value === value, isHeld, JSON.stringify(after));
        },
      ),
      { ...parameters, numRuns: 300 * times },
    );
  });
});

/** Undefined where the change is refused; then nothing has changed. */
function changedText(text: string, key: string, value: string | undefined): string | undefined {
  const file = parseIfcfg(text);
  try {
    if (value === undefined) file.delete(key);
    else file.set(key, value);
    return file.toString();
  } catch {
    assert.equal(file.toString(), text);
    return undefined;
  }
}
