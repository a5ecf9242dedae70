import assert from 'node:assert/strict';
import { askingOnce } from '../../../src/host/asking-once.ts';
import type { Host } from '../../../src/host/host.ts';

describe('one look at the host', () => {
  it('asks a program the same question once, also for two at the same time, and others for themselves', async () => {
    const asked: string[] = [];
    const run = (program: string, args: readonly string[]) => {
      asked.push([program, ...args].join(' '));
      return Promise.resolve({ exitCode: 0, stdout: String(asked.length), stderr: '' });
    };
    const { commands } = askingOnce({ commands: { run } } as unknown as Host);
    const both = await Promise.all([
      commands.run('nft', ['list', 'ruleset']),
      commands.run('nft', ['list', 'ruleset']),
    ]);
    assert.deepEqual(
      both.map(({ stdout }) => stdout),
      ['1', '1'],
    );
    await commands.run('nft', ['list ruleset']);
    await commands.run('nft', ['list', 'ruleset'], { timeout: 1 });
    assert.deepEqual(asked, ['nft list ruleset', 'nft list ruleset', 'nft list ruleset']);
  });
});
