import assert from 'node:assert/strict';
import { useBench } from '../bridges/bench.ts';
import { startAgentWithStub } from '../bridges/stub-command.ts';

// The laboratory has no systemd: a folder makes the agent believe in one (sd_booted(3)), and stubs answer for it.
const files = { '/run/systemd/system/.keep': '' };
const calls = 'echo "$*" >>"$here/calls"; if [ "$1" = is-enabled ]; then echo enabled; exit; fi';

describe('a service manager', () => {
  const bench = useBench({ noAgent: true, fresh: true, files });

  beforeEach('it takes any timer', () => bench.lab.writeFile('/stubs/systemd-run', '#!/bin/sh\nexit 0\n', 0o755));

  it('that does not take a timer back leaves a change that works as it is: kept', async () => {
    await startAgentWithStub(bench, 'systemctl', `${calls}; if [ "$1" = stop ]; then exec sleep 60; fi; exit 1`);
    assert.equal((await bench.create()).state, 'committed');
    assert.match(await bench.lab.readFile('/stubs/calls'), /^stop bridgehead-undo-[0-9a-f]{32}-applying\.timer$/m);
  });

  it('that has no program to take it back does not either', async () => {
    await startAgentWithStub(bench, 'systemctl', `${calls}; exit 127`);
    assert.equal((await bench.create()).state, 'committed');
  });
});
