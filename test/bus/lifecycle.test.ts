import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { agentInterface, busName, objectPath } from '../../src/contract/names.ts';
import { eventually } from '../lab/eventually.ts';
import { Laboratory } from '../lab/laboratory.ts';
import type { ServiceProcess } from '../lab/service-process.ts';
import { runRaw, startFixtureAgent } from './bus-laboratory.ts';

describe('the agent on a real bus', () => {
  let laboratory: Laboratory;
  let agent: ServiceProcess;

  beforeEach(async () => {
    laboratory = await Laboratory.start();
    agent = await startFixtureAgent(laboratory);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') console.error(agent.log());
    await laboratory.stop();
  });

  it('exits with status 75 when the bus is lost, even during calls', async () => {
    const call = laboratory.call('CreateBridge', ['wait', 'eth0', {}]);
    await eventually('the call is under way', async () => {
      const bridges = await laboratory.call('ListBridges');
      return bridges.ok && isDeepStrictEqual(bridges.reply, [[{ pending: 2 }]]);
    });
    await laboratory.stopBus();
    assert.equal(await agent.ended, 75);
    assert.equal((await call).ok, false);
  });

  it('does not start if another program owns its name, and does not disturb it', async () => {
    await assert.rejects(startSecond(), /belongs to another program/);
    assert.ok((await laboratory.call('ListBridges')).ok);
  });

  async function startSecond(): Promise<void> {
    const second = await startFixtureAgent(laboratory);
    const status = await second.ended;
    throw new Error(`it ended with ${status}: ${second.log()}`);
  }

  it('signals progress to the caller and the change to everyone', async () => {
    const name = 'signals of a change';
    assert.deepEqual(await runRaw(laboratory, 'root', name), {
      [name]: { caller: ['Progress', 'Progress'], watcher: ['TransactionChanged'] },
    });
  });

  it('can be explored with busctl and gdbus by any user', async () => {
    const user = 'plainuser';
    const introspected = await laboratory.hostOk(['busctl', 'introspect', busName, objectPath], { user });
    assert.match(introspected.stdout, /\.CreateBridge +method +ssa\{sv\} +a\{sv\}/);
    assert.match(introspected.stdout, /\.Version +property +s +"1\.2\.3" +const/);
    const tree = await laboratory.hostOk(['busctl', 'tree', busName], { user });
    assert.match(tree.stdout, /\/io\/bridgehead\/Agent1/);
    const words = ['gdbus', 'introspect', '--system', '--dest', busName, '--object-path', '/', '--recurse'];
    const recursed = await laboratory.hostOk(words, { user });
    assert.match(recursed.stdout, /CreateBridge\(in {2}s bridge,/);
    assert.match(recursed.stdout, /readonly s NetworkBackend = 'network-scripts';/);
  });

  it('answers an internal failure with one line, and keeps running', async () => {
    for (const failure of ['bad-path', 'bad-shape', 'undefined', 'stack', 'sync']) {
      const result = await laboratory.call('CreateBridge', [failure, 'eth0', {}]);
      const errorMessage = `internal error: 'CreateBridge' failed; see the log of the agent`;
      assert.deepEqual(result, { ok: false, errorName: 'org.freedesktop.DBus.Error.Failed', errorMessage });
    }
    const huge = await laboratory.call('CreateBridge', ['huge', 'eth0', {}]);
    assert.ok(!huge.ok && huge.errorName === 'org.freedesktop.DBus.Error.LimitsExceeded');
    assert.match(huge.errorMessage, /^the answer to 'CreateBridge' is larger than 8 MiB/);
    const nul = await laboratory.call('CreateBridge', ['nul', 'eth0', {}]);
    assert.ok(!nul.ok && nul.errorMessage === 'the command said a?b');
    assert.ok((await laboratory.call('ListBridges')).ok);
    assert.doesNotMatch(agent.log(), /Warning/);
  });

  it('keeps a property that a caller tries to write', async () => {
    const set = ['busctl', 'set-property', busName, objectPath, agentInterface, 'Version', 's', 'hacked'];
    for (const user of ['root', 'plainuser']) assert.notEqual((await laboratory.host(set, { user })).exitCode, 0);
    const get = ['busctl', 'get-property', busName, objectPath, agentInterface, 'Version'];
    assert.equal((await laboratory.hostOk(get)).stdout, 's "1.2.3"\n');
  });
});
