import assert from 'node:assert/strict';
import { clientsOf } from '../../lab/dhcp/dhcp.ts';
import { eventually } from '../../lab/eventually.ts';
import type { AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { expectAnswer, expectNoSilence, hostAddresses, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { openGate, reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { whenInState } from '../../lab/agent-host/journal.ts';
import { expectLeaseOn, useDhcpHost } from './dhcp-host.ts';

/** The network and the client are as before, and nothing of the bridge is left. */
async function expectAsBefore(host: AgentHost, start: unknown): Promise<void> {
  await eventually('the client is back', async () => (await clientsOf(host.lab)).join() === 'eth0');
  await expectLeaseOn(host, 'eth0');
  assert.deepEqual(await networkOf(host.lab), start);
  assert.equal(host.lab.exists('/var/lib/dhcp/dhclient-br0.leases'), false);
  for (const address of hostAddresses) await expectAnswer(host.lab, address);
}

describe('a lease whose move is undone', () => {
  const { host } = useDhcpHost({ fresh: true, agent: false });

  it('returns to the uplink by Rollback while the host stays reachable', async () => {
    await host.startAgent();
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await expectLeaseOn(host, 'br0');
    expectNoSilence(await whileLanPings(host.lab, () => host.reply('Rollback', [transaction])));
    await expectAsBefore(host, start);
  });

  it('returns to the uplink at the deadline if the agent is dead', async () => {
    await host.startAgent();
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ 'confirm-within': 10 });
    await host.killAgent();
    await whenInState(host, transaction, 'rolled-back');
    await expectAsBefore(host, start);
  });

  it('returns to the bridge if DeleteBridge is rolled back', async () => {
    await host.startAgent();
    await host.create();
    const bridged = await networkOf(host.lab);
    const { transaction } = await host.delete({ 'confirm-within': 600 });
    await expectLeaseOn(host, 'eth0');
    await host.reply('Rollback', [transaction]);
    await eventually('the client is back', async () => (await clientsOf(host.lab)).join() === 'br0');
    await expectLeaseOn(host, 'br0');
    assert.deepEqual(await networkOf(host.lab), bridged);
  });

  it('stays with the uplink if no client can be started for the bridge', async () => {
    await startAgentWithStub(host, 'dhclient', 'case $* in *br0) exit 1 ;; esac\nexec "$real" "$@"');
    const start = await networkOf(host.lab);
    const result = await host.call('CreateBridge', ['br0', 'eth0', {}]);
    assert.match(expectError(result, 'CommandFailed'), / br0'/);
    await expectAsBefore(host, start);
  });

  it('returns to the uplink before the successor of a killed agent owns the bus name', async () => {
    await startAgentWithStub(host, 'ip', `[ "$1" != -batch ] || { ${waitAtGate}; }\nexec "$real" "$@"`);
    const start = await networkOf(host.lab);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await eventually('ip is at work', () => reachedGate(host));
    assert.deepEqual(await clientsOf(host.lab), [], 'the client has ended by then');
    await host.killAgent();
    assert.equal((await call).ok, false);
    await openGate(host);
    await host.startAgent();
    await expectAsBefore(host, start);
  });
});
