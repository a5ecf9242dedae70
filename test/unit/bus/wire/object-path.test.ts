import assert from 'node:assert/strict';
import { isObjectPath } from '../../../../src/bus/wire/object-path.ts';

describe('object paths', () => {
  for (const path of ['/', '/a', '/io/bridgehead/Agent1', '/_/0/Z', `/${'x'.repeat(100_000)}`]) {
    it(`takes '${path.slice(0, 40)}'`, () => assert.equal(isObjectPath(path), true));
  }
  for (const path of [
    '',
    'a',
    '//',
    '/a/',
    '/a//b',
    '/a-b',
    '/a.b',
    '/é',
    '/[',
    '/@',
    '/`',
    '/{',
    '/a\0',
    ' /a',
    '/a\n',
    1,
    undefined,
  ]) {
    it(`refuses '${path}'`, () => assert.equal(isObjectPath(path), false));
  }
});
