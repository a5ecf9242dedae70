import assert from 'node:assert/strict';
import { useBench, type Bench, type ChangeReply } from '../bridges/bench.ts';
import { expectError } from '../bridges/expectations.ts';
import { networkOf } from '../bridges/picture.ts';
import { startAgentWithStub } from '../bridges/stub-command.ts';

/** ip(8) that does as many lines of a batch as the file says, and then fails. */
const stub = `
if [ "$1" = -batch ] && [ -e "$here/lines" ]; then
  head -n "$(cat "$here/lines")" | "$real" -batch -
  rm "$here/lines"
  exit 1
fi
exec "$real" "$@"`;

/** The lines of the batch in a plan; the neighbours may make it some more. */
function linesOf({ plan }: ChangeReply): number {
  return (
    plan
      .find(({ kind }) => kind === 'links')
      ?.preview.trimEnd()
      .split('\n').length ?? 0
  );
}

async function failAtEveryLine(bench: Bench, method: 'CreateBridge' | 'DeleteBridge', args: readonly string[]) {
  const start = await networkOf(bench.lab);
  const lines = linesOf(await bench.change(method, [...args, { 'dry-run': true }]));
  assert.ok(lines > 5);
  for (let done = 1; done <= lines + 2; done += 1) {
    await bench.lab.writeFile('/stubs/lines', String(done));
    expectError(await bench.call(method, [...args, {}]), 'CommandFailed');
    assert.deepEqual(await networkOf(bench.lab), start, `after ${done} lines of ${lines}`);
  }
}

describe('a batch of ip(8) that fails, at whatever line', () => {
  const bench = useBench({ noAgent: true });

  before('an agent whose ip(8) fails', () => startAgentWithStub(bench, 'ip', stub));

  it('leaves the host of CreateBridge as it was', async () => {
    await failAtEveryLine(bench, 'CreateBridge', ['br0', 'eth0']);
  }).timeout(60_000);

  it('leaves the host of DeleteBridge as it was', async () => {
    await bench.create();
    await failAtEveryLine(bench, 'DeleteBridge', ['br0']);
    assert.equal((await bench.reply('Verify', ['br0', {}]))[0], true);
  }).timeout(60_000);
});
