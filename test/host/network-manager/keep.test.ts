import assert from 'node:assert/strict';
import { startDhcpServer } from '../../lab/dhcp/dhcp.ts';
import { eventually } from '../../lab/eventually.ts';
import {
  becomeNetworkManagerHost,
  dhcpProfile,
  hasAdvertised,
  isConnected,
  recordDispatcher,
} from '../../lab/network-manager/only-stack.ts';
import { isRunning } from '../../lab/network-manager/network-manager.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { verify } from '../../lab/agent-host/findings.ts';
import { globalAddresses, linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { once, openGate, reachedGate, startAgentWithStub, waitAfterJoin } from '../../lab/agent-host/stub-command.ts';
import { recordLosses, statesOf, withoutSilence } from './looks.ts';

const kept = ['connected', 'connected'];

/** What NetworkManager hands on to programs that ask for names. */
const namesOf = ({ lab }: AgentHost): Promise<string> => lab.readFile('/run/NetworkManager/resolv.conf');

describe('a host that NetworkManager keeps', () => {
  const host = useAgentHost({ noAgent: true });
  let start: unknown;
  let names: string;
  let told: () => Promise<readonly string[]>;

  before('NetworkManager has brought it up', async () => {
    await becomeNetworkManagerHost(host.lab);
    told = await recordDispatcher(host.lab);
    [start, names] = [await networkOf(host.lab), await namesOf(host)];
    await host.startAgent();
  });

  it('has a bridge, taken over by NetworkManager, without a silence and without losing an address of the bridge', async () => {
    const losses = await recordLosses(host, 'br0');
    await withoutSilence(host, () => host.create());
    assert.deepEqual(await statesOf(host, 'br0', 'eth0'), kept);
    assert.deepEqual(losses(), []);
    assert.deepEqual(globalAddresses(await linkOf(host.lab, 'br0')), ['192.0.2.10/24', '2001:db8:1::10/64']);
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'br0');
  });

  it('has what it had: name servers, scripts that are told of the bridge, and nothing that Verify finds wrong', async () => {
    assert.equal(await namesOf(host), names);
    await eventually('the dispatcher is told of the bridge', async () => (await told()).includes('br0 up'));
    assert.deepEqual((await verify(host)).failed, []);
    assert.equal((await host.create()).changed, false);
  });

  it('keeps the bridge while a guest uses it', async () => {
    await host.lab.hostOk(['sh', '-ec', 'ip tuntap add vnet0 mode tap && ip link set vnet0 master br0 up']);
    assert.match(expectError(await host.call('DeleteBridge', ['br0', {}]), 'Busy'), /vnet0/);
    await host.lab.hostOk(['service', 'NetworkManager', 'restart']);
    await isConnected(host.lab, 'br0');
    assert.equal((await linkOf(host.lab, 'vnet0')).master, 'br0');
    await host.lab.hostOk(['ip', 'link', 'del', 'vnet0']);
  });

  it('comes up with the bridge at a boot', async () => {
    await host.lab.reboot();
    for (const device of ['br0', 'eth0']) await isConnected(host.lab, device);
    await host.startAgent();
    assert.deepEqual((await verify(host)).failed, []);
  });

  it('has its interface back, as it was, without a silence', async () => {
    await withoutSilence(host, () => host.delete());
    assert.deepEqual(await statesOf(host, 'eth0', 'br0'), ['connected', undefined]);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('a host that NetworkManager keeps, with a lease and an advertised address', () => {
  const host = useAgentHost({ noAgent: true });
  let server: ServiceProcess;
  let addresses: readonly string[];

  before('NetworkManager has brought it up', async () => {
    server = await startDhcpServer(host.lab);
    await becomeNetworkManagerHost(host.lab, { 'uplink.nmconnection': dhcpProfile });
    await hasAdvertised(host.lab, 'eth0');
    addresses = globalAddresses(await linkOf(host.lab, 'eth0'));
    await host.startAgent();
  });

  /** NetworkManager renews the lease on the device. */
  async function isRenewed(device: string): Promise<void> {
    const before = server.log().split('DHCPACK').length;
    await eventually('a renewal', () => server.log().split('DHCPACK').length > before);
    assert.deepEqual(globalAddresses(await linkOf(host.lab, device)), addresses);
  }

  it('keeps both on the bridge, where NetworkManager renews them', async () => {
    const losses = await recordLosses(host, 'br0');
    await withoutSilence(host, () => host.create());
    assert.deepEqual(await statesOf(host, 'br0', 'eth0'), kept);
    await isRenewed('br0');
    assert.deepEqual(losses(), []);
    assert.deepEqual((await verify(host)).failed, []);
  });

  it('has both back on its interface', async () => {
    await withoutSilence(host, () => host.delete());
    await isRenewed('eth0');
    assert.doesNotMatch(server.log(), /DHCPRELEASE|DHCPDECLINE/);
  });
});

describe('a host that NetworkManager keeps without a file, if a change breaks off', () => {
  const host = useAgentHost({ noAgent: true });

  before('NetworkManager has brought it up', async () => {
    await startDhcpServer(host.lab);
    await becomeNetworkManagerHost(host.lab, {});
  });

  it('is as before, with NetworkManager, once the agent is there again that was killed while NetworkManager was stopped', async () => {
    await startAgentWithStub(host, 'ip', waitAfterJoin);
    const start = await networkOf(host.lab);
    const creation = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await eventually('the links have changed', () => reachedGate(host));
    assert.equal(await isRunning(host.lab), false);
    await host.killAgent();
    await openGate(host);
    await creation;
    await host.startAgent();
    await isConnected(host.lab, 'eth0');
    assert.deepEqual(await networkOf(host.lab), start);
    assert.deepEqual(await statesOf(host, 'br0'), [undefined]);
  });

  it('is as before, with NetworkManager, where that only watches the bridge', async () => {
    await host.killAgent();
    await host.lab.removeFile('/stubs/ip');
    const states = host.lab.path('/run/NetworkManager/devices');
    const forget = `if [ "$1 $2" = "NetworkManager start" ] && ${once}; then rm -r '${states}'; fi`;
    await startAgentWithStub(host, 'service', `${forget}\nexec "$real" "$@"`);
    const start = await networkOf(host.lab);
    const told = expectError(await host.call('CreateBridge', ['br0', 'eth0', {}]), 'RolledBack');
    assert.match(told, /NetworkManager .* 'br0' and only watches it/);
    await isConnected(host.lab, 'eth0');
    assert.deepEqual(await networkOf(host.lab), start);
  });
});

describe('a host that NetworkManager keeps, with activate restart', () => {
  const host = useAgentHost({ noAgent: true });

  before('NetworkManager has brought it up', async () => {
    await becomeNetworkManagerHost(host.lab);
    await host.startAgent();
  });

  it('has the bridge made by NetworkManager itself, and its interface back by Rollback and by DeleteBridge', async () => {
    const start = await networkOf(host.lab);
    const { transaction, plan } = await host.create({ activate: 'restart', 'confirm-within': 600 });
    assert.ok(!plan.some(({ kind }) => kind === 'links'));
    assert.deepEqual(await statesOf(host, 'br0', 'eth0'), kept);
    await host.reply('Rollback', [transaction]);
    await isConnected(host.lab, 'eth0');
    assert.deepEqual(await networkOf(host.lab), start);
    await host.create({ activate: 'restart' });
    assert.deepEqual((await verify(host)).failed, []);
    await host.delete({ activate: 'restart' });
    await isConnected(host.lab, 'eth0');
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
