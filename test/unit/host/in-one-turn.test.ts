import assert from 'node:assert/strict';
import { inOneTurn } from '../../../src/host/in-one-turn.ts';

describe('questions of one turn of the event loop', () => {
  it('are answered together, also those of callers that go on after the same answer', async () => {
    const asked: (readonly string[])[] = [];
    const ask = inOneTurn((questions: readonly string[]) => {
      asked.push(questions);
      return Promise.resolve(questions.map((question) => question.toUpperCase()));
    });
    const twice = async (name: string): Promise<string> => (await ask(name)) + (await ask(`${name}${name}`));
    assert.deepEqual(await Promise.all([twice('a'), twice('b')]), ['AAA', 'BBB']);
    assert.deepEqual(asked, [
      ['a', 'b'],
      ['aa', 'bb'],
    ]);
  });

  it('fail for all who asked, or for one alone', async () => {
    const all = inOneTurn(() => Promise.reject<string[]>(new Error('broken')));
    const said = await Promise.allSettled([all('a'), all('b')]);
    assert.deepEqual(
      said.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    const one = inOneTurn(() => Promise.resolve([Promise.reject<string>(new Error('broken')), 'fine']));
    const [first, second] = await Promise.allSettled([one('a'), one('b')]);
    assert.equal(first.status, 'rejected');
    assert.deepEqual(second, { status: 'fulfilled', value: 'fine' });
  });
});
