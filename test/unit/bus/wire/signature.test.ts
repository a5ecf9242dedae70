import assert from 'node:assert/strict';
import { DecodeError } from '../../../../src/bus/wire/decode-error.ts';
import { parseSignature, type Type } from '../../../../src/bus/wire/signature.ts';

function spell({ code, inner }: Type): string {
  const members = inner.map(spell).join('');
  if (code === '(') return `(${members})`;
  return code === '{' ? `{${members}}` : `${code}${members}`;
}

describe('signatures', () => {
  const good = [
    '',
    's',
    'ssa{sv}',
    'aa{sv}',
    'a{s(iu)}',
    '(a(yv)h)t',
    'a{ya{yy}}',
    'a'.repeat(32) + 'y',
    's'.repeat(255),
  ];
  for (const signature of good) {
    it(`reads '${signature}'`, () => assert.equal(parseSignature(signature).map(spell).join(''), signature));
  }
  it('reads 32 structs within each other', () => {
    const signature = `${'('.repeat(32)}y${')'.repeat(32)}`;
    assert.equal(parseSignature(signature).map(spell).join(''), signature);
  });

  const bad = [
    'a',
    '(',
    ')',
    '()',
    '(s',
    's)',
    '{sv}',
    'a{s}',
    'a{svs}',
    'a{vs}',
    'a{as}',
    'a{}',
    'a{(s)v}',
    'a{sv',
    'm',
    'r',
    'e',
    '*',
    'é',
    'a}',
    ' ',
    '\0',
  ];
  for (const signature of [...bad, 'a'.repeat(33) + 'y', `${'('.repeat(33)}y${')'.repeat(33)}`, 's'.repeat(256)]) {
    it(`refuses '${signature}'`, () => assert.throws(() => parseSignature(signature), DecodeError));
  }
});
