import assert from 'node:assert/strict';
import { commandsOf, listOf, valuesOf } from '../../../src/contract/list-of.ts';

const thousand = Array.from({ length: 1000 }, (_, index) => `tap${index}`);

describe('things in a sentence', () => {
  const lists = [
    { things: [], said: '' },
    { things: ['a'], said: 'a' },
    { things: ['a', 'b'], said: 'a and b' },
    { things: ['a', 'b', 'c', 'd'], said: 'a, b, c and d' },
    { things: ['a', 'b', 'c', 'd', 'e'], said: 'a, b, c, d and 1 more' },
    { things: thousand, said: 'tap0, tap1, tap2, tap3 and 996 more' },
  ];
  for (const { things, said } of lists) {
    it(`are the first few, and how many more: of ${things.length}`, () => assert.equal(listOf(things), said));
  }

  it('are set apart as the sentence wants it', () => {
    assert.equal(listOf(['a', 'b', 'c'], { most: 2, between: '; ', last: '; ' }), 'a; b and 1 more');
    assert.equal(listOf(['a', 'b'], { between: '; ', last: '; ' }), 'a; b');
  });

  it('are at most sixteen values side by side', () => {
    assert.equal(valuesOf(['192.0.2.1/24', '192.0.2.2/24']), '192.0.2.1/24 192.0.2.2/24');
    assert.match(valuesOf(thousand), /^tap0 tap1 .* tap15 and 984 more$/);
  });

  it('are commands that a shell takes, and of very many the first', () => {
    assert.equal(commandsOf(['true', 'false']), 'true && false');
    assert.match(commandsOf(thousand), /^tap0 && .* && tap63 {2}# and 936 more: call Verify again$/);
  });
});
