import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually } from '../lab/eventually.ts';
import { useAgentHost } from '../lab/agent-host/agent-host.ts';
import { networkOf } from '../lab/agent-host/snapshot.ts';

const source = fileURLToPath(new URL('./crowd.c', import.meta.url));
/** More than the agent may have descriptors. */
const crowd = 3000;
const descriptors = 1024;

describe('a host with thousands of processes', () => {
  const host = useAgentHost();

  before('a crowd comes, and the agent has the descriptor limit of a service', async () => {
    const program = host.lab.path('/crowd');
    execFileSync('gcc', ['-Wall', '-Werror', '-o', program, source]);
    const process = await host.lab.spawn('host', [program, String(crowd)]);
    await eventually('the crowd is there', () => {
      if (!process.running) throw new Error(process.log());
      return process.log() === 'ready\n';
    });
    const limit = `--nofile=${String(descriptors)}:${String(descriptors)}`;
    execFileSync('prlimit', ['--pid', String(host.agent.pid), limit]);
  });

  it('is read, changed and changed back', async () => {
    const start = await networkOf(host.lab);
    assert.deepEqual(await host.reply('ListBridges'), [[]]);
    assert.equal((await host.create()).state, 'committed');
    const [healthy, findings] = await host.reply('Verify', ['br0', {}]);
    assert.ok(healthy, JSON.stringify(findings));
    assert.equal((await host.delete()).state, 'committed');
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('lets the timer be found and stopped', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    const timers = async (): Promise<number> => (await host.lab.host(['pgrep', '-f', transaction])).stdout.length;
    assert.notEqual(await timers(), 0);
    await host.reply('Rollback', [transaction]);
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal(await timers(), 0);
  });
});
