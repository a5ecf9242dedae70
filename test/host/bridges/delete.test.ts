import assert from 'node:assert/strict';
import type { PingCount } from '../../lab/ping.ts';
import { useAgentHost, type ChangeReply } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { essenceOf, globalAddresses, linkOf, ownAddresses } from '../../lab/agent-host/kernel.ts';
import { expectNoSilence, whileLanPings } from '../../lab/agent-host/lan.ts';
import { networkOf, type Snapshot } from '../../lab/agent-host/snapshot.ts';

describe('DeleteBridge', () => {
  const host = useAgentHost();
  let start: Snapshot;
  let counts: readonly PingCount[];
  let reply: ChangeReply;

  before('a bridge is created and deleted while the LAN pings', async () => {
    start = await networkOf(host.lab);
    await host.create();
    counts = await whileLanPings(host.lab, async () => (reply = await host.delete()));
  });

  it("restores the kernel's state and the files, byte for byte", async () => {
    assert.deepEqual([reply.changed, reply.state], [true, 'committed']);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('leaves the LAN no moment without the host, in either family', () => {
    expectNoSilence(counts);
  });

  it('fails with NotFound for a bridge that is gone', async () => {
    await expectRefusal(host, 'NotFound', 'DeleteBridge', ['br0', {}]);
  });

  it('fails with NotFound for an interface that is not a bridge', async () => {
    await expectRefusal(host, 'NotFound', 'DeleteBridge', ['eth0', {}]);
  });

  it('requires authorisation', async () => {
    await expectRefusal(host, 'NotAuthorized', 'DeleteBridge', ['br0', {}], 'plainuser');
  });
});

describe('DeleteBridge after the administrator has edited the files', () => {
  const host = useAgentHost({ fresh: true });

  it("keeps what was added to the uplink's file, and restores its addresses", async () => {
    const original = await host.script('ifcfg-eth0');
    await host.create();
    const text = await host.script('ifcfg-eth0');
    await host.writeScript('ifcfg-eth0', `${text}# moved to rack 8\nETHTOOL_OPTS="wol g"\n`);
    await host.delete();
    const lines = (await host.script('ifcfg-eth0')).split('\n');
    for (const line of [...original.split('\n'), '# moved to rack 8', 'ETHTOOL_OPTS="wol g"']) {
      assert.ok(lines.includes(line), `'${line}' is missing in\n${lines.join('\n')}`);
    }
    assert.ok(!lines.some((line) => line.startsWith('BRIDGE=')));
    assert.equal(host.lab.exists('/etc/sysconfig/network-scripts/ifcfg-br0'), false);
  });

  it("gives the uplink what the bridge's file and the kernel have now", async () => {
    await host.create();
    const text = await host.script('ifcfg-br0');
    await host.writeScript('ifcfg-br0', `${text}IPADDR1=192.0.2.11\nPREFIX1=24\n`);
    await host.lab.hostOk(['ip', 'addr', 'add', '192.0.2.11/24', 'brd', '+', 'dev', 'br0']);
    await host.delete();
    const eth0 = await linkOf(host.lab, 'eth0');
    assert.deepEqual(globalAddresses(eth0), [...ownAddresses, '192.0.2.11/24'].sort());
    const live = await essenceOf(host.lab);
    await host.lab.reboot();
    assert.deepEqual(await essenceOf(host.lab), live);
  });
});

describe('DeleteBridge of a bridge that Bridgehead did not create', () => {
  const host = useAgentHost();

  it('plans from the current files and links', async () => {
    const start = await essenceOf(host.lab);
    const { lab } = host;
    await host.writeScript('ifcfg-eth0', 'DEVICE=eth0\nHWADDR=52:54:00:12:34:56\nONBOOT=yes\nBRIDGE=mine\n');
    await host.writeScript(
      'ifcfg-mine',
      `# by hand
DEVICE=mine
TYPE=Bridge
ONBOOT=yes
MACADDR=52:54:00:12:34:56
IPADDR=192.0.2.10
PREFIX=24
GATEWAY=192.0.2.1
IPV6INIT=yes
IPV6ADDR=2001:db8:1::10/64
IPV6_DEFAULTGW=2001:db8:1::1
DELAY=0
`,
    );
    await lab.reboot();
    assert.equal((await linkOf(lab, 'eth0')).master, 'mine');
    await host.startAgent();
    await host.change('DeleteBridge', ['mine', {}]);
    assert.deepEqual(await essenceOf(lab), start);
    assert.equal(lab.exists('/etc/sysconfig/network-scripts/ifcfg-mine'), false);
    await lab.reboot();
    assert.deepEqual(await essenceOf(lab), start);
  });
});
