import assert from 'node:assert/strict';
import { listedEntries } from '../../../src/model/nft-listing.ts';

/** As nft prints it (jansson: json_dumps): all in one line, with blanks after commas and colons. */
function listing(entries: readonly unknown[]): string {
  const text = JSON.stringify({ nftables: entries }, null, 1);
  return text.replaceAll(/\n\s*/g, (_, at: number) => (text[at - 1] === ',' ? ' ' : ''));
}

/** With what looks like the end of a rule within it. */
function rule(handle: number): unknown {
  const trap = [{ set: { op: 'add' } }, { rule: { handle: 'none' } }, { rule: {} }];
  return { rule: { family: 'inet', table: 'f', chain: 'c', handle, comment: '}, {"rule": {', expr: trap } };
}

describe('what nft lists', () => {
  const few = [{ metainfo: { version: '1.0.6' } }, { table: { family: 'inet', name: 'f' } }, rule(1)];
  const many = [...few, ...Array.from({ length: 5000 }, (_, index) => rule(index)), { chain: { name: 'last' } }];
  const long = [rule(1), { set: { elem: Array.from({ length: 50_000 }, (_, index) => `10.0.0.${index}`) } }, rule(2)];
  for (const [what, entries] of Object.entries({ nothing: [], few, many, long })) {
    it(`is read piece by piece as it stands: ${what}`, () => {
      assert.deepEqual([...listedEntries(listing(entries))], entries);
      assert.deepEqual([...listedEntries(JSON.stringify({ nftables: entries }))], entries);
      assert.deepEqual([...listedEntries(`${JSON.stringify({ nftables: entries }, null, 2)}\n`)], entries);
    });
  }

  for (const text of ['', '{}', '{"nftables": 1}', listing(many).slice(0, 300_000), `${listing(few)}x`]) {
    it(`is no listing: ${text.slice(0, 20)} (${text.length})`, () => {
      assert.throws(() => [...listedEntries(text)]);
    });
  }
});
