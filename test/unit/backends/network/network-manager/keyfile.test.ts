import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  appendGroup,
  groupText,
  removeGroup,
  setKeys,
} from '../../../../../src/backends/network/network-manager/keyfile/edit.ts';
import { parseKeyfile } from '../../../../../src/backends/network/network-manager/keyfile/keyfile.ts';
import { secretsOf, withoutSecrets } from '../../../../../src/backends/network/network-manager/keyfile/secrets.ts';
import {
  escapeValue,
  listOfValue,
  numberOf,
  switchOf,
  unescapeValue,
} from '../../../../../src/backends/network/network-manager/keyfile/values.ts';
import { staticProfile } from '../../../support/network-manager.ts';

describe('a keyfile', () => {
  it('is read as GLib does: the last of equal keys counts, and a group that is named twice is one', () => {
    const keyfile = parseKeyfile('# head\n[a]\nx=1\nx = 2\n\n[b]\r\ny=z \r\n[a]\nw=3\n');
    assert.deepEqual(keyfile?.groups, ['a', 'b']);
    assert.deepEqual(keyfile.keys('a'), ['x', 'w']);
    assert.equal(keyfile.get('a', 'x'), '2');
    assert.equal(keyfile.get('b', 'y'), 'z ');
    assert.equal(keyfile.get('b', 'x'), undefined);
  });

  it('is none with a line that is no group, key or comment, or with a key before the first group', () => {
    for (const text of ['x=1\n', '[a]\nword\n', '[a\nx=1\n', '[a]b]\n', '[a]\n=1\n']) {
      assert.equal(parseKeyfile(text), undefined, text);
    }
  });

  it('may have blanks before a line, and a value with equals signs and brackets', () => {
    const keyfile = parseKeyfile('  [a]  \n\t x =b=[c];# no comment\n');
    assert.equal(keyfile?.get('a', 'x'), 'b=[c];# no comment');
  });
});

describe('a change of a keyfile', () => {
  it('keeps a key in its place, and all else byte for byte', () => {
    assert.equal(setKeys('[a]\n# c\nx=1\r\ny=2', 'a', { x: '3' }), '[a]\n# c\nx=3\r\ny=2');
  });

  it('adds a key behind the last one of its group, and a group at the end', () => {
    assert.equal(setKeys('[a]\nx=1\n\n[b]\n', 'a', { y: '2' }), '[a]\nx=1\ny=2\n\n[b]\n');
    assert.equal(setKeys('[a]\nx=1', 'b', { y: '2' }), '[a]\nx=1\n\n[b]\ny=2\n');
    assert.equal(setKeys('[a]\n\n[b]\n', 'a', { y: '2' }), '[a]\ny=2\n\n[b]\n');
  });

  it('removes a key wherever it stands, and a group with its comments', () => {
    assert.equal(setKeys('[a]\nx=1\ny=2\n[a]\nx=3\n', 'a', { x: undefined }), '[a]\ny=2\n[a]\n');
    assert.equal(removeGroup('[a]\nx=1\n[b]\n# b\ny=2\n[c]\n', 'b'), '[a]\nx=1\n[c]\n');
  });

  it('moves a group as it stands, with its comments', () => {
    const text = '[a]\n# why\nx=1\n\n[b]\ny=2\n';
    assert.equal(appendGroup('[c]\n', 'a', groupText(text, 'a')), '[c]\n\n[a]\n# why\nx=1\n');
    assert.equal(appendGroup('', 'a', ''), '[a]\n');
  });

  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/);
  const line = fc.oneof(
    word.map((name) => `[${name}]\n`),
    fc.tuple(word, fc.stringMatching(/^[a-z0-9;,.:= ]{0,6}$/)).map(([key, value]) => `${key}=${value}\n`),
    fc.constantFrom('\n', '# comment\n', '   \n'),
  );
  const anyText = fc.array(line, { maxLength: 20 }).map((lines) => ['[first]\n', ...lines].join(''));

  it('changes what it is told to, and nothing else', () => {
    fc.assert(
      fc.property(anyText, word, word, fc.option(fc.stringMatching(/^[a-z0-9]{1,4}$/)), (text, group, key, value) => {
        const before = parseKeyfile(text);
        const after = parseKeyfile(setKeys(text, group, { [key]: value ?? undefined }));
        assert.equal(after?.get(group, key), value ?? undefined);
        for (const one of before?.groups ?? []) {
          for (const other of before?.keys(one) ?? []) {
            if (one !== group || other !== key) assert.equal(after?.get(one, other), before?.get(one, other));
          }
        }
      }),
    );
  });

  it('that is taken back leaves a text that says the same, and changes nothing where it is so already', () => {
    fc.assert(
      fc.property(anyText, word, (text, key) => {
        fc.pre(parseKeyfile(text)?.get('first', key) === undefined);
        const there = setKeys(text, 'first', { [key]: '1' });
        assert.equal(setKeys(there, 'first', { [key]: '1' }), there);
        assert.equal(setKeys(there, 'first', { [key]: undefined }), text);
      }),
    );
  });
});

describe('the values of a keyfile', () => {
  it('have escapes and lists', () => {
    assert.equal(unescapeValue('\\sa\\tb\\\\c\\q'), ' a\tb\\c\\q');
    assert.deepEqual(listOfValue('a;b\\;c;;'), ['a', 'b;c']);
    fc.assert(fc.property(fc.string(), (text) => unescapeValue(escapeValue(text)) === text));
  });

  it('are numbers and switches, or else what counts without them', () => {
    assert.deepEqual(['12', '0x10', '-1', '1.5', '', undefined].map(numberOf), [
      12,
      16,
      -1,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual([switchOf('true ', false), switchOf('0', true), switchOf('yes', true)], [true, false, true]);
  });
});

describe('the secrets of a keyfile', () => {
  const text =
    '[802-1x]\npassword=hunter2\npassword-flags=1\n[wifi-security]\n#psk=old\n[vpn-secrets]\nanything=x\n[ipv4]\ndns=192.0.2.1\n';

  it('are found by their keys, in comments too', () => {
    assert.deepEqual(secretsOf(text), ['802-1x.password', 'wifi-security.psk', 'vpn-secrets.anything']);
    assert.deepEqual(secretsOf(staticProfile), []);
  });

  it('are left out of what is shown', () => {
    assert.doesNotMatch(withoutSecrets(text), /hunter2|old|anything=x/);
    assert.match(withoutSecrets(text), /^dns=192\.0\.2\.1$/m);
  });
});
