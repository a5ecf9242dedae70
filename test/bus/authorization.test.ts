import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { CallResult } from '../lab/bus-call.ts';
import { Laboratory } from '../lab/laboratory.ts';
import { adminPassword } from '../lab/prepare.ts';
import type { ServiceProcess } from '../lab/service-process.ts';
import { waitForName } from '../lab/wait-for-name.ts';
import { runRaw, startFixtureAgent } from './bus-laboratory.ts';

const standard = 'org.freedesktop.DBus.Error.';
const notAuthorized = 'io.bridgehead.Agent1.Error.NotAuthorized';

function outcome(result: CallResult): string {
  return result.ok ? 'done' : result.errorName;
}

describe('authorisation by a real polkit', () => {
  let laboratory: Laboratory;
  let agent: ServiceProcess;

  before(async () => {
    laboratory = await Laboratory.start();
    agent = await startFixtureAgent(laboratory);
  });
  after(() => laboratory.stop());
  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.error(agent.log());
  });

  async function createBridge(user: string): Promise<string> {
    return outcome(await laboratory.call('CreateBridge', ['br0', 'eth0', {}], { user }));
  }

  it('lets only root and authorised users change the host', async () => {
    assert.equal(await createBridge('root'), 'done');
    assert.equal(await createBridge('operator1'), 'done');
    // busctl allows a prompt, but there is no agent to show one.
    assert.equal(await createBridge('plainuser'), notAuthorized);
    const admin = await laboratory.call('CreateBridge', ['br0', 'eth0', {}], { user: 'admin1' });
    assert.equal(outcome(admin), notAuthorized);
    assert.match(admin.ok ? '' : admin.errorMessage, /needs an administrator's password, and nothing can ask for it/);
  });

  it('lets every user read', async () => {
    for (const method of ['ListBridges', 'ListInterfaces', 'ListTransactions'])
      assert.equal(outcome(await laboratory.call(method, [], { user: 'plainuser' })), 'done');
    assert.equal(outcome(await laboratory.call('Verify', ['br0', {}], { user: 'plainuser' })), 'done');
    assert.equal(outcome(await laboratory.call('GetTransaction', ['0123'], { user: 'plainuser' })), notAuthorized);
  });

  it("asks for no authorisation for the caller's own change", async () => {
    assert.equal(outcome(await laboratory.call('Rollback', ['0123'], { user: 'plainuser' })), 'done');
    assert.equal(outcome(await laboratory.call('Rollback', ['0123'], { user: 'admin1' })), notAuthorized);
  });

  it('says that a prompt would help where the caller did not allow one', async () => {
    const words = ['busctl', '--system', '--allow-interactive-authorization=no', 'call'];
    const method = ['io.bridgehead.Agent1', '/io/bridgehead/Agent1', 'io.bridgehead.Agent1', 'Confirm', 's', 'x'];
    const { stderr } = await laboratory.host([...words, ...method], { user: 'plainuser' });
    assert.match(stderr, /needs a password; call again and allow interactive authorization/);
  });

  it("accepts an administrator's password and rejects a wrong one", async () => {
    const right = await withPassword(adminPassword);
    assert.match(right, /put the network interface eth0 behind the bridge br0/);
    assert.match(right, /a\{sv\} 2 "transaction"/);
    assert.match(await withPassword('wrong'), /polkit does not allow 'CreateBridge'/);
  });

  /** plainuser calls from a terminal; returns its output. */
  async function withPassword(password: string): Promise<string> {
    const script = fileURLToPath(new URL('with-password.sh', import.meta.url));
    return (await laboratory.host(['bash', script, password], { user: 'plainuser' })).stdout;
  }

  it('cancels the prompt when the caller leaves', async () => {
    const name = 'a caller who leaves while a prompt is open';
    // The call whose prompt is open, and the one that counts.
    assert.deepEqual(await runRaw(laboratory, 'plainuser', name), { [name]: { during: 2, after: 1 } });
  });

  it('opens at most four prompts per user', async () => {
    const name = 'more prompts than a user may have open';
    assert.deepEqual(await runRaw(laboratory, 'plainuser', name), { [name]: `${standard}LimitsExceeded` });
  });

  it('lets only root act while polkit is absent', async () => {
    await laboratory.stopPolkit();
    assert.equal(await createBridge('root'), 'done');
    assert.equal(await createBridge('operator1'), notAuthorized);
    assert.equal(outcome(await laboratory.call('ListBridges', [], { user: 'plainuser' })), notAuthorized);
    await laboratory.startPolkit();
    assert.equal(await createBridge('operator1'), 'done');
  });

  /** Calls that have changed something, by the agent's log. */
  function changesDone(): number {
    return agent.log().match(/"method":"CreateBridge".*"msg":"done"/g)?.length ?? 0;
  }

  for (const [name, seen] of [
    ['a polkit that does not answer', 'CancelCheckAuthorization'],
    ['a polkit that answers nonsense', 'CheckAuthorization'],
  ] as const) {
    it(`treats ${name} as a denial, for root too, and keeps serving`, async () => {
      await laboratory.stopPolkit();
      // polkit's own bus policy gives the name to its user only.
      const impostor = runRaw(laboratory, 'polkitd', name);
      await laboratory.hostOk(waitForName('org.freedesktop.PolicyKit1'));
      const done = changesDone();
      const call = createBridge('root');
      const ping = ['io.bridgehead.Agent1', '/', 'org.freedesktop.DBus.Peer', 'Ping'];
      assert.equal(outcome(await laboratory.busctl(ping, { user: 'plainuser' })), 'done');
      assert.equal(await call, notAuthorized);
      assert.deepEqual(await impostor, { [name]: seen });
      assert.equal(changesDone(), done);
      await laboratory.startPolkit();
      assert.equal(await createBridge('operator1'), 'done');
    });
  }
});
