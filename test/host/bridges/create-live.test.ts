import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { PingCount } from '../../lab/ping.ts';
import { scripts, useAgentHost, type ChangeReply } from '../../lab/agent-host/agent-host.ts';
import { globalAddresses, linkOf, linksOf, ownAddresses, routesOf } from '../../lab/agent-host/kernel.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { snapshotOf, type Snapshot } from '../../lab/agent-host/snapshot.ts';

const bridgeFile = `# Written by bridgehead
DEVICE=br0
TYPE=Bridge
ONBOOT=yes
BOOTPROTO=none
STP=off
DELAY=0
MACADDR=52:54:00:12:34:56
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
IPV6_AUTOCONF=no
NM_CONTROLLED=no
`;

const uplinkFile = `# Uplink of the laboratory, rack 7
DEVICE=eth0
HWADDR=52:54:00:12:34:56
TYPE=Ethernet
BOOTPROTO=none
ONBOOT="yes"
ETHTOOL_OPTS="wol g"   # asked for by the night shift
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
IPV6_AUTOCONF=no
# the end
`;

const portFile = `# Uplink of the laboratory, rack 7
DEVICE=eth0
HWADDR=52:54:00:12:34:56
TYPE=Ethernet
BOOTPROTO=none
ONBOOT="yes"
ETHTOOL_OPTS="wol g"   # asked for by the night shift
# the end
BRIDGE=br0
NM_CONTROLLED=no
`;

/** Those of what routers have advertised count down. */
function withoutLifetimes(step: ChangeReply['plan'][number]): ChangeReply['plan'][number] {
  return { ...step, preview: step.preview.replaceAll(/\b(valid_lft|preferred_lft|expires) \d+/g, '$1 N') };
}

describe('CreateBridge on a live host', () => {
  const host = useAgentHost({ files: { [`${scripts}/ifcfg-eth0`]: uplinkFile } });
  let start: Snapshot;
  let counts: readonly PingCount[];
  let planned: ChangeReply;
  let reply: ChangeReply;

  before('a bridge is created while the LAN pings', async () => {
    start = await snapshotOf(host.lab);
    planned = await host.create({ 'dry-run': true });
    counts = await whileLanPings(host.lab, async () => (reply = await host.create()));
  });

  it('replies that the change is committed, with its transaction', () => {
    const { changed, state, transaction, deadline } = reply;
    assert.deepEqual({ changed, state, deadline }, { changed: true, state: 'committed', deadline: undefined });
    assert.match(transaction, /^[0-9a-f]{32}$/);
  });

  it('does what the dry run planned', () => {
    assert.deepEqual(reply.plan.map(withoutLifetimes), planned.plan.map(withoutLifetimes));
    assert.deepEqual(
      reply.plan.map(({ kind }) => kind),
      ['file', 'file', 'file', 'file', 'sysctl', 'sysctl', 'sysctl', 'sysctl', 'sysctl', 'links'],
    );
  });

  it('keeps the host reachable from the LAN throughout, in both families', () => {
    expectNoSilence(counts);
  });

  it("gives the bridge the uplink's MAC, MTU and addresses", async () => {
    const bridge = await linkOf(host.lab, 'br0');
    assert.equal(bridge.address, '52:54:00:12:34:56');
    assert.equal(bridge.mtu, 1500);
    assert.ok(bridge.flags.includes('UP'));
    assert.deepEqual(globalAddresses(bridge), ownAddresses);
    assert.ok(bridge.addr_info.some(({ local }) => local === 'fe80::5054:ff:fe12:3456'));
  });

  it('leaves the uplink as the only port, without an address', async () => {
    const ports = (await linksOf(host.lab)).filter(({ master }) => master === 'br0');
    assert.deepEqual(
      ports.map(({ ifname, addr_info: addresses }) => [ifname, addresses]),
      [['eth0', []]],
    );
  });

  it('has STP off and no forward delay', async () => {
    const data = (await linkOf(host.lab, 'br0')).linkinfo?.info_data;
    assert.deepEqual([data?.stp_state, data?.forward_delay], [0, 0]);
  });

  it('moves the routes of both families', async () => {
    assert.deepEqual(await routesOf(host.lab), [
      '192.0.2.0/24 dev br0',
      '2001:db8:1::/64 dev br0',
      'default via 192.0.2.1 dev br0',
      'default via 2001:db8:1::1 dev br0',
      'default via fe80::1 dev br0',
    ]);
  });

  it("writes the bridge's file", async () => {
    assert.equal(await host.script('ifcfg-br0'), bridgeFile);
  });

  it("keeps comments, order and unknown keys in the uplink's file", async () => {
    assert.equal(await host.script('ifcfg-eth0'), portFile);
  });

  it('writes no other file in the folder', async () => {
    const names = await readdir(host.lab.path(scripts));
    assert.deepEqual(names.sort(), ['ifcfg-br0', 'ifcfg-eth0', 'ifcfg-lo']);
  });

  it('writes nothing outside that folder and its own state', async () => {
    const { files } = await snapshotOf(host.lab);
    const touched = Object.keys({ ...start.files, ...files }).filter((path) => files[path] !== start.files[path]);
    const ours = ['/var/lib/bridgehead/log', `/var/lib/bridgehead/transactions/${reply.transaction}`];
    const own = touched.filter((path) => ours.some((one) => path === one || path.startsWith(`${one}/`)));
    assert.deepEqual(
      touched.filter((path) => !own.includes(path)),
      [
        `${scripts}/ifcfg-eth0`,
        `${scripts}/ifcfg-br0`,
        '/etc/sysctl.d/90-bridgehead.conf',
        '/etc/udev/rules.d/90-bridgehead.rules',
      ],
    );
    assert.ok(own.length > 0);
  });

  it('is then reflected by ListBridges and ListInterfaces', async () => {
    const [bridges] = (await host.reply('ListBridges', [], 'plainuser')) as [Record<string, unknown>[]];
    // In the kernel's order, which an advertisement may change.
    const sorted = bridges.map((bridge) => ({ ...bridge, addresses: (bridge.addresses as string[]).toSorted() }));
    assert.deepEqual(sorted, [
      {
        name: 'br0',
        id: '8000.525400123456',
        mac: '52:54:00:12:34:56',
        mtu: 1500,
        stp: false,
        'forward-delay': 0,
        up: true,
        ports: ['eth0'],
        addresses: [...ownAddresses, 'fe80::5054:ff:fe12:3456/64'],
        guests: [],
        cards: [],
        nat: false,
      },
    ]);
    const [interfaces] = (await host.reply('ListInterfaces', [], 'plainuser')) as [Record<string, unknown>[]];
    const eth0 = interfaces.find(({ name }) => name === 'eth0');
    assert.deepEqual([eth0?.master, eth0?.bridgeable], ['br0', false]);
  });

  it('is then listed as a transaction, with its plan', async () => {
    const [listed] = (await host.reply('ListTransactions', [], 'plainuser')) as [Record<string, unknown>[]];
    const { time, settled, ...summary } = listed[0] ?? {};
    const expected = { transaction: reply.transaction, operation: 'CreateBridge', bridge: 'br0', uid: 61001 };
    const outcome = { authorised: 'polkit', state: 'committed', pruned: false, intact: true };
    assert.deepEqual(summary, { ...expected, ...outcome });
    const [details] = (await host.reply('GetTransaction', [reply.transaction])) as [Record<string, unknown>];
    const { events, ...rest } = details;
    assert.deepEqual(rest, { ...summary, time, settled, interface: 'eth0', plan: reply.plan, report: [] });
    assert.deepEqual(
      (events as readonly { event: string }[]).map(({ event }) => event),
      ['applying', 'committed'],
    );
  });
});
