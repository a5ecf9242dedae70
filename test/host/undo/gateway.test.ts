import assert from 'node:assert/strict';
import { useBench, type Bench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, hostAddresses } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { openGate, reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { eventually } from '../../lab/eventually.ts';
import { newestState } from '../../lab/agent-host/journal.ts';

const router = async (bench: Bench, line: string) => {
  const { exitCode, stderr } = await bench.lab.router(['ip', ...line.split(' ')]);
  assert.equal(exitCode, 0, stderr);
};

const gateways = [
  ['192.0.2.1', 'addr del 192.0.2.1/24 dev lan0', 'addr add 192.0.2.1/24 dev lan0'],
  ['2001:db8:1::1', 'addr del 2001:db8:1::1/64 dev lan0', 'addr add 2001:db8:1::1/64 dev lan0 nodad'],
] as const;

/** The card is in the bridge, and nobody has looked yet whether all works. */
const waitsAfterTheBridge = `
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) ${waitAtGate} ;; esac`;

describe('a gateway', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const [address, silence, recover] of gateways) {
    it(`that no longer answers after the change has it undone: ${address}`, async () => {
      await startAgentWithStub(bench, 'ip', waitsAfterTheBridge);
      const start = await networkOf(bench.lab);
      const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
      await eventually('the card is in the bridge', () => reachedGate(bench));
      await router(bench, silence);
      await openGate(bench);
      const sentence = expectError(await call, 'RolledBack');
      assert.ok(sentence.includes(`'${address}'`), sentence);
      await router(bench, recover);
      assert.deepEqual(await networkOf(bench.lab), start);
      for (const own of hostAddresses) await expectAnswer(bench.lab, own);
      assert.equal(await newestState(bench), 'rolled-back');
    });
  }

  it('that did not answer before need not answer afterwards, and the caller is told', async () => {
    await bench.startAgent();
    for (const [, silence] of gateways) await router(bench, silence);
    const { state, warnings = [] } = await bench.create();
    assert.equal(state, 'committed');
    assert.deepEqual(
      gateways.map(([address]) => warnings.filter((warning) => warning.includes(`'${address}'`)).length),
      [1, 1],
    );
    for (const own of hostAddresses) await expectAnswer(bench.lab, own);
  });

  it('that is asked for and leads nowhere has the change undone, also where that of the other family answers', async () => {
    await bench.startAgent();
    const start = await networkOf(bench.lab);
    const addresses = ['192.0.2.30/24', '2001:db8:1::30/64'];
    const options = { addressing: 'static', addresses, gateways: ['192.0.2.99', '2001:db8:1::1'] };
    const sentence = expectError(await bench.call('CreateBridge', ['br0', 'eth0', options]), 'RolledBack');
    assert.match(sentence, /192\.0\.2\.99/);
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});

describe('a machine that is to be probed', () => {
  const bench = useBench({ fresh: true, noAgent: true });
  const silence = 'link set port-machine nomaster';

  it('and no longer answers after the change has it undone', async () => {
    await startAgentWithStub(bench, 'ip', waitsAfterTheBridge);
    const start = await networkOf(bench.lab);
    const call = bench.call('CreateBridge', ['br0', 'eth0', { probe: ['192.0.2.20'] }]);
    await eventually('the card is in the bridge', () => reachedGate(bench));
    await router(bench, silence);
    await openGate(bench);
    assert.match(expectError(await call, 'RolledBack'), /'192\.0\.2\.20' answered before/);
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('and did not answer before need not answer afterwards', async () => {
    await bench.startAgent();
    await router(bench, silence);
    assert.equal((await bench.create({ probe: ['192.0.2.20', '2001:db8:1::20'] })).state, 'committed');
  });

  it('is refused where it is on no link of the card', async () => {
    await bench.startAgent();
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', { probe: ['198.51.100.1'] }]), 'Conflict');
    expectError(await bench.call('CreateBridge', ['br0', 'eth0', { probe: ['fe80::20'] }]), 'InvalidAddress');
  });
});

describe('frames of another size', () => {
  const bench = useBench({ fresh: true });

  it('that do not get through have the change undone', async () => {
    const start = await networkOf(bench.lab);
    assert.match(
      expectError(await bench.call('CreateBridge', ['br0', 'eth0', { mtu: 4000 }]), 'RolledBack'),
      /4000 bytes/,
    );
    assert.deepEqual(await networkOf(bench.lab), start);
  });

  it('that get through are kept, and so is what DeleteBridge gives back', async () => {
    for (const link of ['lan0', 'port-host', 'port-machine']) await router(bench, `link set ${link} mtu 4000`);
    assert.equal((await bench.create({ mtu: 4000 })).state, 'committed');
    assert.equal((await bench.delete()).state, 'committed');
  });
});
