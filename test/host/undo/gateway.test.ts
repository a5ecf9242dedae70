import assert from 'node:assert/strict';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { openGate, reachedGate, startAgentWithStub, waitAfterJoin } from '../../lab/agent-host/stub-command.ts';
import { eventually } from '../../lab/eventually.ts';
import { newestState } from '../../lab/agent-host/journal.ts';

const router = async (host: AgentHost, line: string) => {
  const { exitCode, stderr } = await host.lab.router(['ip', ...line.split(' ')]);
  assert.equal(exitCode, 0, stderr);
};

const gateways = [
  ['192.0.2.1', 'addr del 192.0.2.1/24 dev lan0', 'addr add 192.0.2.1/24 dev lan0'],
  ['2001:db8:1::1', 'addr del 2001:db8:1::1/64 dev lan0', 'addr add 2001:db8:1::1/64 dev lan0 nodad'],
] as const;

describe('a gateway', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const [address, silence, recover] of gateways) {
    it(`causes the change to be undone if it no longer answers: ${address}`, async () => {
      await startAgentWithStub(host, 'ip', waitAfterJoin);
      const start = await networkOf(host.lab);
      const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
      await eventually('the uplink is in the bridge', () => reachedGate(host));
      await router(host, silence);
      await openGate(host);
      const sentence = expectError(await call, 'RolledBack');
      assert.ok(sentence.includes(`'${address}'`), sentence);
      await router(host, recover);
      assert.deepEqual(await networkOf(host.lab), start);
      for (const own of hostAddresses) await expectAnswer(host.lab, own);
      assert.equal(await newestState(host), 'rolled-back');
    });
  }

  it('need not answer after the change if it did not before, and the caller is warned', async () => {
    await host.startAgent();
    for (const [, silence] of gateways) await router(host, silence);
    const { state, warnings } = await host.create();
    assert.equal(state, 'committed');
    assert.deepEqual(
      gateways.map(([address]) => warnings.filter((warning) => warning.includes(`'${address}'`)).length),
      [1, 1],
    );
    for (const own of hostAddresses) await expectAnswer(host.lab, own);
  });

  it('causes the change to be undone if it was requested and does not answer, even if the gateway of the other family does', async () => {
    await host.startAgent();
    const start = await networkOf(host.lab);
    const addresses = ['192.0.2.30/24', '2001:db8:1::30/64'];
    const options = { addressing: 'static', addresses, gateways: ['192.0.2.99', '2001:db8:1::1'] };
    const sentence = expectError(await host.call('CreateBridge', ['br0', 'eth0', options]), 'RolledBack');
    assert.match(sentence, /192\.0\.2\.99/);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe("an address in the option 'probe'", () => {
  const host = useAgentHost({ fresh: true, noAgent: true });
  const silence = 'link set port-machine nomaster';

  it('causes the change to be undone if it no longer answers', async () => {
    await startAgentWithStub(host, 'ip', waitAfterJoin);
    const start = await networkOf(host.lab);
    const call = host.call('CreateBridge', ['br0', 'eth0', { probe: ['192.0.2.20'] }]);
    await eventually('the uplink is in the bridge', () => reachedGate(host));
    await router(host, silence);
    await openGate(host);
    assert.match(expectError(await call, 'RolledBack'), /'192\.0\.2\.20' answered before/);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('need not answer after the change if it did not before', async () => {
    await host.startAgent();
    await router(host, silence);
    assert.equal((await host.create({ probe: ['192.0.2.20', '2001:db8:1::20'] })).state, 'committed');
  });

  it("is refused if it is on none of the interface's subnets", async () => {
    await host.startAgent();
    expectError(await host.call('CreateBridge', ['br0', 'eth0', { probe: ['198.51.100.1'] }]), 'Conflict');
    expectError(await host.call('CreateBridge', ['br0', 'eth0', { probe: ['fe80::20'] }]), 'InvalidAddress');
  });
});

describe('a change of the MTU', () => {
  const host = useAgentHost({ fresh: true });

  it('is undone if full-size frames do not get through', async () => {
    const start = await networkOf(host.lab);
    assert.match(
      expectError(await host.call('CreateBridge', ['br0', 'eth0', { mtu: 4000 }]), 'RolledBack'),
      /4000 bytes/,
    );
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('is committed if full-size frames get through, as is its reversal by DeleteBridge', async () => {
    for (const link of ['lan0', 'port-host', 'port-machine']) await router(host, `link set ${link} mtu 4000`);
    assert.equal((await host.create({ mtu: 4000 })).state, 'committed');
    assert.equal((await host.delete()).state, 'committed');
  });
});
