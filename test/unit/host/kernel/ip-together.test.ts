import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { CommandOptions, CommandResult, Commands } from '../../../../src/host/commands.ts';
import { askTogether, changeTogether } from '../../../../src/host/kernel/ip-together.ts';

const names = v.array(v.object({ name: v.string() }));

/** An ip(8) that answers each run with the next result. @returns it, and what it was given. */
function fakeIp(...results: readonly Partial<CommandResult>[]): { commands: Commands; runs: string[] } {
  const runs: string[] = [];
  const run = (_: string, args: readonly string[], { input = '' }: CommandOptions = {}): Promise<CommandResult> => {
    runs.push([args.join(' '), input.trimEnd()].filter((text) => text !== '').join(' < '));
    return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...results[runs.length - 1] });
  };
  return { commands: { run, find: () => Promise.resolve(undefined) }, runs };
}

const document = (name: string): string => `[{"name":"${name}"}]\n`;

describe('what is asked of ip(8)', () => {
  it('is asked of one process for each set of options', async () => {
    const { commands, runs } = fakeIp({ stdout: document('a') + document('b') }, { stdout: document('d') });
    const ask = askTogether(commands);
    const answers = await Promise.all([ask(['a'], names), ask(['-details', 'd'], names), ask(['b'], names)]);
    assert.deepEqual(answers.flat(), [{ name: 'a' }, { name: 'd' }, { name: 'b' }]);
    assert.deepEqual(runs, ['-json -batch - < a\nb', '-json -details d']);
  });

  it('is asked of a process that stays, if there is one, and singly if that gives no answer', async () => {
    const { commands, runs } = fakeIp({ stdout: document('c') });
    const asked: string[] = [];
    const answer = (options: readonly string[], questions: readonly string[]) => {
      asked.push([...options, '<', ...questions].join(' '));
      return Promise.resolve(questions.includes('c') ? undefined : questions.map(document));
    };
    const ask = askTogether({ ...commands, openIps: { ask: answer, close: () => undefined } });
    assert.deepEqual(await Promise.all([ask(['-6', 'a'], names), ask(['-6', 'b'], names)]), [
      [{ name: 'a' }],
      [{ name: 'b' }],
    ]);
    assert.deepEqual(await ask(['c'], names), [{ name: 'c' }]);
    assert.deepEqual([asked, runs], [['-6 < a b', '< c'], ['-json c']]);
  });

  it('is asked singly where it is one question, or where the answers do not tell which is whose', async () => {
    const { commands, runs } = fakeIp(
      { stdout: document('a') },
      { stdout: document('b') },
      { stdout: '' },
      { stdout: document('b') },
    );
    const ask = askTogether(commands);
    assert.deepEqual(await ask(['a'], names), [{ name: 'a' }]);
    // Older versions print nothing for an empty list.
    assert.deepEqual(await Promise.all([ask(['none'], names), ask(['b'], names)]), [[], [{ name: 'b' }]]);
    assert.deepEqual(runs, ['-json a', '-json -batch - < none\nb', '-json none', '-json b']);
  });

  it('names the question that has no answer, and answers the others', async () => {
    const { commands } = fakeIp({ exitCode: 1 }, { exitCode: 1 }, { stdout: document('b') });
    const ask = askTogether(commands);
    const [first, second] = await Promise.allSettled([ask(['bad'], names), ask(['b'], names)]);
    assert.match(String(first.status === 'rejected' && first.reason), /'ip -json bad' gave no usable answer/);
    assert.deepEqual(second, { status: 'fulfilled', value: [{ name: 'b' }] });
  });
});

describe('what ip(8) is to change', () => {
  it('is changed by one process, which tells what failed', async () => {
    const stderr = 'RTNETLINK answers: No such device\nCommand failed -:2\n';
    const { commands, runs } = fakeIp({ exitCode: 1, stderr }, { exitCode: 1, stderr: 'killed' });
    const change = changeTogether(commands);
    assert.deepEqual(await Promise.all([change(['one', '1']), change(['two']), change(['three'])]), [
      true,
      false,
      true,
    ]);
    assert.deepEqual(runs, ['-force -batch - < one 1\ntwo\nthree']);
    assert.equal(await change(['four']), false);
  });
});
