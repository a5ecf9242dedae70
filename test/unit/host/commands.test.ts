import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createCommands } from '../../../src/host/commands.ts';

describe('a command', () => {
  const commands = createCommands('/usr/bin:/bin', () => undefined);

  it('may print as much as the routes of a router or the guests of a large host', async () => {
    const { stdout } = await commands.run('head', ['-c', '20000000', '/dev/zero']);
    assert.equal(stdout.length, 20_000_000);
  });

  it('is killed if it prints endlessly', async () => {
    await assert.rejects(commands.run('yes', [], { timeout: 60_000 }), {
      code: 'CommandFailed',
      message: /printed too much/,
    });
  });

  it('fails without a free descriptor, and works again with some', () => {
    const words = [process.execPath, '--import', 'tsx', 'test/unit/host/without-descriptors.ts'];
    const stdout = execFileSync('sh', ['-c', 'ulimit -n 128; exec "$@"', 'sh', ...words], { encoding: 'utf8' });
    const [without, again] = JSON.parse(stdout) as string[];
    assert.match(without ?? '', /'\/usr\/bin\/echo' could not be started.*EMFILE/);
    assert.equal(again, 'hello');
  });
});
