import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { startAgentWithStub } from '../../lab/agent-host/stub-command.ts';

// A folder makes the agent believe that systemd runs (sd_booted(3)), and stubs stand in for it.
const files = { '/run/systemd/system/.keep': '' };
const calls = 'echo "$*" >>"$here/calls"; if [ "$1" = is-enabled ]; then echo enabled; exit; fi';

describe('a service manager', () => {
  const host = useAgentHost({ noAgent: true, fresh: true, files });

  beforeEach('systemd-run accepts any timer', () => {
    const script = `#!/bin/sh\necho "$*" >>'${host.lab.path('/stubs/timers')}'\n`;
    return host.lab.writeFile('/stubs/systemd-run', script, 0o755);
  });

  it("gets a timer of three minutes while the change is made, and then one until the caller's deadline", async () => {
    await startAgentWithStub(host, 'systemctl', `${calls}; exit 0`);
    await host.create({ 'confirm-within': 600 });
    const timers = (await host.lab.readFile('/stubs/timers')).trim().split('\n');
    assert.deepEqual(
      timers.map((line) => /--on-active=(\w+) .*--timer-property=AccuracySec=(\w+) .* (--if .*)$/.exec(line)?.slice(1)),
      [
        ['180s', '100ms', '--if applying'],
        ['600s', '100ms', '--if awaiting-confirmation'],
      ],
    );
  });

  it('does not spoil a committed change by failing to stop the timer', async () => {
    await startAgentWithStub(host, 'systemctl', `${calls}; if [ "$1" = stop ]; then exec sleep 60; fi; exit 1`);
    assert.equal((await host.create()).state, 'committed');
    assert.match(await host.lab.readFile('/stubs/calls'), /^stop bridgehead-undo-[0-9a-f]{32}-applying\.timer$/m);
  });

  it('does not spoil it by lacking the program that stops the timer', async () => {
    await startAgentWithStub(host, 'systemctl', `${calls}; exit 127`);
    assert.equal((await host.create()).state, 'committed');
  });
});
