import assert from 'node:assert/strict';
import { clientsOf } from '../../lab/dhcp/dhcp.ts';
import { eventually } from '../../lab/eventually.ts';
import type { PingCount } from '../../lab/ping.ts';
import { silence } from '../../lab/ping.ts';
import type { ChangeReply } from '../../lab/agent-host/agent-host.ts';
import { networkOf, type Files } from '../../lab/agent-host/snapshot.ts';
import { hostFiles } from '../../lab/host-files.ts';
import { scripts } from '../../lab/agent-host/agent-host.ts';
import { useDhcpHost } from './dhcp-host.ts';

/** Static but for an IPv6 address by DHCP (initscripts: sysconfig.txt). */
const uplinkFile = (hostFiles[`${scripts}/ifcfg-eth0`] ?? '').replace(/^IPV6ADDR=[^]*/m, 'DHCPV6C=yes\n');

describe('a host with an IPv6 address by DHCP', () => {
  const { host, server } = useDhcpHost({ file: uplinkFile });
  let start: Files;
  let leased: string;
  let counts: readonly PingCount[];
  let reply: ChangeReply;

  /** The address with its lifetime, of the device that has it. */
  async function leaseOn(device: string): Promise<{ address: string; left: number } | undefined> {
    const { stdout } = await host.lab.hostOk(['ip', '-j', '-6', 'addr', 'show', 'dev', device, 'scope', 'global']);
    const [link] = JSON.parse(stdout) as {
      addr_info?: { local: string; prefixlen: number; valid_life_time: number }[];
    }[];
    const found = link?.addr_info?.find(({ local }) => /^2001:db8:1::1[0-9a-f]{2}$/.test(local));
    return found && { address: found.local, left: found.valid_life_time };
  }

  async function pinging(work: () => Promise<unknown>): Promise<readonly PingCount[]> {
    const pings = await Promise.all(['192.0.2.10', leased].map((address) => host.lab.ping(address)));
    await work();
    return Promise.all(pings.map((ping) => ping.stop()));
  }

  before('a bridge is created while the LAN pings', async () => {
    leased = (await eventually('a lease', async () => leaseOn('eth0'))).address;
    start = (await networkOf(host.lab)).files;
    counts = await pinging(async () => (reply = await host.create()));
  });

  const expectNoSilence = (all: readonly PingCount[]): void => {
    for (const count of all) assert.ok(count.received > 0 && count.longestLoss < silence, JSON.stringify(count));
  };

  it('stays reachable while its lease and its client move to the bridge', async () => {
    expectNoSilence(counts);
    assert.equal((await leaseOn('br0'))?.address, leased);
    assert.equal(await leaseOn('eth0'), undefined);
    assert.deepEqual(await clientsOf(host.lab), ['br0']);
    assert.deepEqual(reply.warnings, []);
    assert.deepEqual(reply.plan.map(({ kind }) => kind).slice(-3), ['dhcp-client', 'links', 'dhcp-client']);
  });

  it('is the same client to the server, which confirms the lease', async () => {
    await eventually('a confirmation', () => server().log().includes('DHCPCONFIRM(lan0)'));
    assert.doesNotMatch(server().log(), /DHCPRELEASE\(lan0\)|DHCPDECLINE\(lan0\)/);
    // A DUID of the host's time and card (RFC 8415, 11.2); the server has one too.
    const identities = new Set(
      server()
        .log()
        .match(/\b00:01:00:01:(?:[0-9a-f]{2}:){4}52:54:00:12:34:56/g),
    );
    assert.equal(identities.size, 1, [...identities].join());
    assert.equal((await leaseOn('br0'))?.address, leased);
  });

  it('has its address again after a boot', async () => {
    await host.lab.reboot();
    await eventually('the lease', async () => (await leaseOn('br0'))?.address === leased);
    assert.deepEqual(await clientsOf(host.lab), ['br0']);
    await host.startAgent();
    const [healthy, findings] = await host.reply('Verify', ['br0', {}]);
    assert.ok(healthy, JSON.stringify(findings));
  });

  it('stays reachable while DeleteBridge moves all of it back', async () => {
    expectNoSilence(await pinging(() => host.delete()));
    assert.equal((await leaseOn('eth0'))?.address, leased);
    assert.deepEqual(await clientsOf(host.lab), ['eth0']);
    assert.deepEqual((await networkOf(host.lab)).files, start);
  });

  it('has it on the card again when a change is rolled back', async () => {
    const { transaction } = await host.create({ 'confirm-within': 300 });
    assert.deepEqual(await clientsOf(host.lab), ['br0']);
    await host.reply('Rollback', [transaction]);
    await eventually('the client', async () => (await clientsOf(host.lab)).join() === 'eth0');
    assert.equal((await leaseOn('eth0'))?.address, leased);
    assert.deepEqual((await networkOf(host.lab)).files, start);
  });
});
