import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';

/** The uplink is removed just before it would join the bridge. */
const pullsOut = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
case $batch in *' master br0'*) "$real" link delete eth0 ;; esac
printf '%s\\n' "$batch" | "$real" -batch -`;

describe('an uplink that disappears in the middle of a change', () => {
  const host = useAgentHost({ noAgent: true });

  it('causes NotFound, and the files are restored', async () => {
    await startAgentWithStub(host, 'ip', pullsOut);
    const file = await host.lab.readFile(`${scripts}/ifcfg-eth0`);
    assert.match(expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'NotFound'), /'eth0' went away/);
    assert.equal(await host.lab.readFile(`${scripts}/ifcfg-eth0`), file);
    assert.ok(!host.lab.exists(`${scripts}/ifcfg-br0`));
    assert.notEqual((await host.lab.host(['ip', 'link', 'show', 'br0'])).exitCode, 0, 'the bridge is gone too');
    assert.equal(await newestState(host), 'rolled-back');
  });
});
