import assert from 'node:assert/strict';
import { callsFor, callWords, linksWithServers, propertiesWords } from '../../../../src/backends/resolved/words.ts';

/** What busctl(1) prints of a link of systemd 252. */
const printed = `a(iay) 2 2 4 192 0 2 1 10 16 32 1 13 184 0 1 0 0 0 0 0 0 0 0 0 1
a(sb) 2 "lab.example" false "." true
b true
s "no"
`;

describe('what systemd-resolved says of name servers', () => {
  it('names the links that have servers of their own', () => {
    assert.deepEqual(linksWithServers('a(iiay) 3 0 2 4 9 9 9 9 2 2 4 192 0 2 1 2 2 4 192 0 2 2\n'), [2]);
    assert.deepEqual(linksWithServers('a(iiay) 0\n'), []);
  });

  it('is no link where the answer is another', () => {
    for (const text of ['', 'a(iiay) 1 2 2 4 192', 's "2"', 'a(iiay) 99999999 2']) {
      assert.deepEqual(linksWithServers(text), [], text);
    }
  });

  it('becomes calls that give another link the same', () => {
    assert.deepEqual(
      callsFor(printed).map(({ method, words }) => [method, words.join(' ')]),
      [
        ['SetLinkDNS', '2 2 4 192 0 2 1 10 16 32 1 13 184 0 1 0 0 0 0 0 0 0 0 0 1'],
        ['SetLinkDomains', '2 lab.example false . true'],
        ['SetLinkDefaultRoute', 'true'],
      ],
    );
  });

  it('keeps queries encrypted that were', () => {
    const calls = callsFor(printed.replace('"no"', '"yes"'));
    assert.deepEqual(calls.at(-1), { method: 'SetLinkDNSOverTLS', signature: 's', words: ['yes'] });
  });

  it('becomes the servers alone where it says no more, and nothing without servers', () => {
    assert.deepEqual(
      callsFor('a(iay) 1 2 4 192 0 2 1\n').map(({ method }) => method),
      ['SetLinkDNS'],
    );
    assert.deepEqual(callsFor(printed.replace(/^.*/, 'a(iay) 0')), []);
    assert.deepEqual(callsFor(''), []);
  });

  it('is asked and told by the index of a link, without starting it', () => {
    assert.ok(propertiesWords(23).includes('/org/freedesktop/resolve1/link/_323'));
    const [call] = callsFor(printed);
    assert.ok(call !== undefined);
    assert.match(callWords(7, call).join(' '), /^--auto-start=no call .* SetLinkDNS ia\(iay\) 7 2 2 4 192 0 2 1 /);
  });
});
