import assert from 'node:assert/strict';
import { mayRun } from '../../../src/host/daemon-trace.ts';

describe('a daemon whose client is found', () => {
  it('cannot run if it has left no trace in /run, unless the client is not the distribution’s', async () => {
    const absent = ['bridgehead-test/no-such-socket'];
    for (const client of ['/usr/bin/virsh', '/bin/virsh', '/usr/sbin/virsh']) {
      assert.equal(await mayRun(client, absent), false, client);
      assert.equal(await mayRun(client, [...absent, '.']), true, client);
    }
    for (const client of ['/usr/local/bin/virsh', '/opt/bin/virsh']) assert.equal(await mayRun(client, absent), true);
  });

  it('may run if its trace cannot be looked at', async () => {
    assert.equal(await mayRun('/usr/bin/virsh', ['x'.repeat(300)]), true);
  });
});
