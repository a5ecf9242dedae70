import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { detailsOf } from '../../lab/agent-host/journal.ts';

const program = fileURLToPath(new URL('flood.ts', import.meta.url));
const loader = import.meta.resolve('tsx');
const standard = 'org.freedesktop.DBus.Error';
/** The allowed answers to each method. */
const right: Readonly<Record<string, readonly string[]>> = {
  ListBridges: ['good', `${standard}.LimitsExceeded`],
  ListInterfaces: ['good', `${standard}.LimitsExceeded`],
  ListTransactions: ['good', `${standard}.LimitsExceeded`],
  // Before and after, there is no bridge.
  Verify: ['good', `${standard}.LimitsExceeded`, 'io.bridgehead.Agent1.Error.NotFound'],
  GetAll: ['good'],
  Confirm: [`${standard}.LimitsExceeded`, 'io.bridgehead.Agent1.Error.NotFound'],
};

describe('seven users with sixty-four calls each of every unprivileged method', () => {
  const host = useAgentHost({ noAgent: true });

  before('the users exist', async () => {
    const etc = join(host.lab.root, '../etc');
    for (let id = 64_000; id < 64_007; id += 1) {
      await appendFile(join(etc, 'passwd'), `looker${id}:x:${id}:${id}::/nonexistent:/bin/sh\n`);
      await appendFile(join(etc, 'group'), `looker${id}:x:${id}:\n`);
    }
    await host.startAgent();
  });

  it('do not prevent a bridge from being created, confirmed and deleted, and are answered', async () => {
    const flood = await host.lab.spawn('host', [process.execPath, '--import', loader, program]);
    await eventually('the calls are under way', () => {
      assert.ok(flood.running, flood.log());
      return flood.log().includes('flooding');
    });
    const { transaction } = await host.create({ 'confirm-within': 600 }, 'root');
    await host.reply('Confirm', [transaction], 'root');
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'br0');
    await host.delete({}, 'root');
    assert.equal((await linkOf(host.lab, 'eth0')).master, undefined);
    assert.ok(flood.running, flood.log());
    flood.kill('SIGTERM');
    assert.equal(await flood.ended, 0, flood.log());
    const outcomes = JSON.parse(flood.log().trim().split('\n').at(-1) ?? '') as Record<string, Record<string, number>>;
    for (const [method, answers] of Object.entries(right)) {
      const given = Object.keys(outcomes[method] ?? {});
      assert.ok(given.length > 0, `${method} was answered`);
      assert.deepEqual(
        given.filter((answer) => !answers.includes(answer)),
        [],
        JSON.stringify(outcomes),
      );
    }
    assert.ok(host.agent.running);
    assert.doesNotMatch(host.agent.log(), /internal error/);
    assert.equal((await detailsOf(host, transaction)).state, 'committed');
  }).timeout(300_000);
});
