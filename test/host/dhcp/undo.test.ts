import assert from 'node:assert/strict';
import { clientsOf } from '../../lab/dhcp/dhcp.ts';
import { eventually } from '../../lab/eventually.ts';
import type { Bench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, expectNoSilence, hostAddresses, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { openGate, reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { whenInState } from '../../lab/agent-host/journal.ts';
import { expectLeaseOn, useDhcpBench } from './dhcp-host.ts';

/** The network as it was, the client where it was, and nothing of the bridge's. */
async function expectAsBefore(bench: Bench, start: unknown): Promise<void> {
  await eventually('the client is back', async () => (await clientsOf(bench.lab)).join() === 'eth0');
  await expectLeaseOn(bench, 'eth0');
  assert.deepEqual(await networkOf(bench.lab), start);
  assert.equal(bench.lab.exists('/var/lib/dhcp/dhclient-br0.leases'), false);
  for (const address of hostAddresses) await expectAnswer(bench.lab, address);
}

describe('a lease whose move is taken back', () => {
  const { bench } = useDhcpBench({ fresh: true, agent: false });

  it('is the card’s again after Rollback, without a silence', async () => {
    await bench.startAgent();
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 600 });
    await expectLeaseOn(bench, 'br0');
    expectNoSilence(await whileLanPings(bench.lab, () => bench.reply('Rollback', [transaction])));
    await expectAsBefore(bench, start);
  });

  it('is the card’s again at the deadline, when the agent is dead', async () => {
    await bench.startAgent();
    const start = await networkOf(bench.lab);
    const { transaction } = await bench.create({ 'confirm-within': 10 });
    await bench.killAgent();
    await whenInState(bench, transaction, 'rolled-back');
    await expectAsBefore(bench, start);
  });

  it('is the bridge’s again where DeleteBridge is taken back', async () => {
    await bench.startAgent();
    await bench.create();
    const bridged = await networkOf(bench.lab);
    const { transaction } = await bench.delete({ 'confirm-within': 600 });
    await expectLeaseOn(bench, 'eth0');
    await bench.reply('Rollback', [transaction]);
    await eventually('the client is back', async () => (await clientsOf(bench.lab)).join() === 'br0');
    await expectLeaseOn(bench, 'br0');
    assert.deepEqual(await networkOf(bench.lab), bridged);
  });

  it('stays the card’s where no client can be started for the bridge', async () => {
    await startAgentWithStub(bench, 'dhclient', 'case $* in *br0) exit 1 ;; esac\nexec "$real" "$@"');
    const start = await networkOf(bench.lab);
    const result = await bench.call('CreateBridge', ['br0', 'eth0', {}]);
    assert.match(expectError(result, 'CommandFailed'), / br0'/);
    await expectAsBefore(bench, start);
  });

  it('is the card’s again before the successor of a killed agent owns its name', async () => {
    await startAgentWithStub(bench, 'ip', `[ "$1" != -batch ] || { ${waitAtGate}; }\nexec "$real" "$@"`);
    const start = await networkOf(bench.lab);
    const call = bench.call('CreateBridge', ['br0', 'eth0', {}]);
    await eventually('ip is at work', () => reachedGate(bench));
    assert.deepEqual(await clientsOf(bench.lab), [], 'the client has ended by then');
    await bench.killAgent();
    assert.equal((await call).ok, false);
    await openGate(bench);
    await bench.startAgent();
    await expectAsBefore(bench, start);
  });
});
