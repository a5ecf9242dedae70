import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { scriptCalls } from '../../lab/dhcp/dhcp.ts';
import type { PingCount } from '../../lab/ping.ts';
import type { AgentHost, ChangeReply } from '../../lab/agent-host/agent-host.ts';
import { routesOf } from '../../lab/agent-host/kernel.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { uplinkFile, expectLeaseOn, useDhcpHost } from './dhcp-host.ts';

const bridgeFile = `# Written by bridgehead
DEVICE=br0
TYPE=Bridge
ONBOOT=yes
BOOTPROTO=dhcp
STP=off
DELAY=0
MACADDR=52:54:00:12:34:56
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
NM_CONTROLLED=no
`;

async function callsFor({ lab }: AgentHost, device: string): Promise<readonly string[]> {
  return (await scriptCalls(lab)).filter((call) => call.endsWith(` ${device}`));
}

describe('CreateBridge on a host with DHCP', () => {
  const { host, server } = useDhcpHost();
  let start: unknown;
  let counts: readonly PingCount[];
  let reply: ChangeReply;

  before('a bridge is created while the LAN pings', async () => {
    start = await networkOf(host.lab);
    await expectLeaseOn(host, 'eth0');
    counts = await whileLanPings(host.lab, async () => (reply = await host.create()));
  });

  it('keeps the host reachable from the LAN throughout, in both families', () => {
    expectNoSilence(counts);
  });

  it('stops the client, changes the links, and starts the client again', () => {
    assert.deepEqual(reply.plan.map(({ kind }) => kind).slice(-3), ['dhcp-client', 'links', 'dhcp-client']);
  });

  it('moves the lease with its client, and the server renews it', async () => {
    await expectLeaseOn(host, 'br0');
    assert.match(server().log(), /DHCPACK\(lan0\) 192\.0\.2\.10 /);
    assert.doesNotMatch(server().log(), /DHCPRELEASE|DHCPDECLINE/);
    // It may have been renewed already.
    assert.deepEqual((await callsFor(host, 'br0')).slice(0, 2), ['PREINIT br0', 'REBOOT br0']);
  });

  it("moves BOOTPROTO=dhcp to the bridge's file", async () => {
    assert.equal(await host.script('ifcfg-br0'), bridgeFile);
    assert.doesNotMatch(await host.script('ifcfg-eth0'), /dhcp|IPV6/);
  });

  it('makes a bridge that Verify finds healthy', async () => {
    const [healthy, findings] = await host.reply('Verify', ['br0', {}]);
    assert.ok(healthy, JSON.stringify(findings));
  });

  it('renews the lease later while the host stays reachable', async () => {
    const before = (await callsFor(host, 'br0')).length;
    const counts = await whileLanPings(host.lab, () =>
      eventually('a renewal', async () => (await callsFor(host, 'br0')).slice(before).includes('RENEW br0')),
    );
    expectNoSilence(counts);
    await expectLeaseOn(host, 'br0');
  });

  it('has nothing to do when called again', async () => {
    assert.equal((await host.create()).changed, false);
  });

  it('keeps the address across a reboot', async () => {
    const routes = await routesOf(host.lab);
    await host.lab.reboot();
    await expectLeaseOn(host, 'br0');
    assert.deepEqual(await routesOf(host.lab), routes);
    await host.startAgent();
  });

  it('is undone by DeleteBridge while the host stays reachable', async () => {
    const counts = await whileLanPings(host.lab, () => host.delete());
    expectNoSilence(counts);
    await expectLeaseOn(host, 'eth0');
    assert.equal(await host.script('ifcfg-eth0'), uplinkFile);
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
