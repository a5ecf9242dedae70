import assert from 'node:assert/strict';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';

/** ip(8) that executes the first lines of the batches, as many as the file says, and then fails. */
const stub = `
[ "$1" = -batch ] && [ -e "$here/lines" ] || exec "$real" "$@"
left=$(cat "$here/lines")
batch=$(cat)
lines=$(printf '%s\\n' "$batch" | wc -l)
if [ "$lines" -le "$left" ]; then
  echo $((left - lines)) >"$here/lines"
  printf '%s\\n' "$batch" | exec "$real" -batch -
  exit
fi
rm "$here/lines"
printf '%s\\n' "$batch" | head -n "$left" | "$real" -batch -
exit 1`;

/** Makes the change with one more line each time until it succeeds; after each failure the host must be as before. */
async function failAtEveryLine(host: AgentHost, method: 'CreateBridge' | 'DeleteBridge', args: readonly string[]) {
  const start = await networkOf(host.lab);
  for (let lines = 0; ; lines += 1) {
    await host.lab.writeFile('/stubs/lines', String(lines));
    const result = await host.call(method, [...args, {}]);
    if (result.ok) {
      assert.ok(lines > 8, `it has succeeded after ${lines} lines`);
      return;
    }
    expectError(result, 'CommandFailed');
    assert.deepEqual(await networkOf(host.lab), start, `after ${lines} lines`);
  }
}

describe('a batch of ip(8) that fails, at any line', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  beforeEach('an agent whose ip(8) fails', () => startAgentWithStub(host, 'ip', stub));

  it('leaves the host as it was before CreateBridge', async () => {
    await failAtEveryLine(host, 'CreateBridge', ['br0', 'eth0']);
  });

  it('leaves the host as it was before DeleteBridge', async () => {
    await host.create();
    await failAtEveryLine(host, 'DeleteBridge', ['br0']);
  });
});
