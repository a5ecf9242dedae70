import assert from 'node:assert/strict';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { startPacketListener } from '../../lab/packet-listener.ts';

describe('what is bound to an interface', () => {
  const host = useAgentHost();
  const warnings = async (options = {}) => (await host.create({ 'dry-run': true, ...options })).warnings;
  it('is nothing on a plain host', async () => {
    assert.deepEqual(await warnings(), []);
  });

  it('is named in the warnings, with the file and the line', async () => {
    await host.lab.writeFile('/etc/radvd.conf', '# LAN\ninterface eth0\n{\n};\n');
    await host.lab.writeFile('/etc/keepalived/keepalived.conf', 'vrrp_instance A {\n  interface eth0\n}\n', 0o600);
    await host.lab.writeFile('/etc/wpa_supplicant/wpa_supplicant-wired-eth0.conf', 'password="x"\n', 0o600);
    const said = await warnings();
    assert.deepEqual(
      said.map((sentence) => sentence.split(' ')[0]),
      ['radvd', 'keepalived', 'wpa_supplicant'],
    );
    assert.match(said[0] ?? '', /'eth0' by line 2 of '\/etc\/radvd\.conf'; change it to 'br0' and restart radvd/);
    for (const path of ['/etc/radvd.conf', '/etc/keepalived', '/etc/wpa_supplicant']) await host.lab.removeFile(path);
  });

  it('is found in the kernel: traffic control, packet sockets and a tunnel', async () => {
    const run = (line: string) => host.lab.hostOk(line.split(' '));
    await run('tc qdisc add dev eth0 root handle 1: htb default 1');
    await run('tc class add dev eth0 parent 1: classid 1:1 htb rate 10gbit');
    await run('tc filter add dev eth0 parent 1: protocol ip u32 match ip dport 22 0xffff flowid 1:1');
    await run('tc qdisc add dev eth0 clsact');
    await run('tc filter add dev eth0 ingress protocol ip u32 match u32 0 0 flowid :1');
    await run('ip link add vxlan42 type vxlan id 42 dev eth0 dstport 4789');
    const program = await startPacketListener(host.lab, 0x88b5);
    const said = await warnings();
    for (const sentence of [
      /^'vxlan42' is a tunnel bound to 'eth0'/,
      /^traffic control \(htb with 1 filter\) stays on 'eth0'/,
      /^traffic control \(clsact with 1 filter\) stays on 'eth0'/,
      /^a packet socket on 'eth0' \(0x88b5\) will receive nothing/,
    ]) {
      assert.equal(said.filter((one) => sentence.test(one)).length, 1, `${sentence.source}\n${said.join('\n')}`);
    }
    assert.equal(said.length, 4, said.join('\n'));
    await program.stop();
    await run('ip link del vxlan42');
    await run('tc qdisc del dev eth0 clsact');
    await run('tc qdisc del dev eth0 root');
  });

  it('is refused if it would cut the host off, unless there is a way back', async () => {
    const program = await startPacketListener(host.lab, 0x888e);
    assert.match(await expectRefusal(host, 'Refused', 'CreateBridge', ['br0', 'eth0', {}]), /802\.1X on 'eth0'/);
    assert.match((await warnings({ 'confirm-within': 60 }))[0] ?? '', /802\.1X on 'eth0'/);
    await program.stop();
  });

  it('is in the warnings of the change too, and of the bridge before it goes', async () => {
    await host.lab.writeFile('/etc/dnsmasq.conf', 'except-interface=eth0\ninterface=br0\n');
    assert.match((await host.create()).warnings[0] ?? '', /^dnsmasq leaves out 'eth0' .* but not 'br0'/);
    assert.match((await host.delete()).warnings[0] ?? '', /^dnsmasq is bound to 'br0' .* change it to 'eth0'/);
  });
});
