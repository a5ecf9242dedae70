import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { answerOf, bridgehead } from '../../lab/agent-host/client.ts';
import { startPacketListener } from '../../lab/packet-listener.ts';
import { identityOf } from '../../lab/agent-host/snapshot.ts';

const operator = { user: 'operator1' };
const japanese = { ...operator, env: { LC_ALL: 'ja_JP.UTF-8' } };

interface Report {
  readonly interface: string;
  readonly bridge: string;
  readonly moves: readonly { readonly kind: string; readonly text: string }[];
  readonly stays: readonly string[];
  readonly 'in-the-way': readonly { readonly error: string; readonly message: string }[];
}

describe('doctor INTERFACE', () => {
  const host = useAgentHost({ interfaces: 2 });

  it('shows what would move on a plain host, and changes nothing', async () => {
    const before = await identityOf(host.lab);
    const { stdout, exitCode } = await bridgehead(host.lab, 'doctor eth0', operator);
    assert.equal(exitCode, 0, stdout);
    assert.match(
      stdout,
      /^What would become of eth0 behind a new bridge br0\nIt is configured by network-scripts.\n\nMoves\n/,
    );
    assert.match(
      stdout,
      /^ {2}addresses +192\.0\.2\.10\/24\n(?: {2,}(?:fe80|2001:db8:1):\S+\n)* {2,}2001:db8:1::10\/64\n/m,
    );
    assert.match(stdout, /^ {2}routes +default via 192\.0\.2\.1\n/m);
    assert.match(stdout, /^ {2}files +write 'ifcfg-br0'/m);
    assert.match(stdout, /^Stays as it is\n {2}Nothing\.\n\nIn the way\n {2}Nothing\.\n/m);
    assert.match(stdout, /bridgehead create br0 eth0 --confirm-within 60\n$/);
    assert.deepEqual(await identityOf(host.lab), before);
  });

  it('shows what stays, as a dry run does, in both languages', async () => {
    await host.lab.writeFile('/etc/radvd.conf', 'interface eth0\n{\n};\n');
    const { stdout, exitCode } = await bridgehead(host.lab, 'doctor eth0', japanese);
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /^今のまま残るもの\n {2}- radvd is bound to 'eth0' by line 1/m);
    assert.match(stdout, /^妨げになるもの\n {2}ありません。$/m);
    const dryRun = await bridgehead(host.lab, 'create br0 eth0 --dry-run', operator);
    assert.match(dryRun.stdout, /^Note: radvd is bound to 'eth0' by line 1 .*\nThe plan has/m);
  });

  it('has the same three lists in JSON', async () => {
    const { value, exitCode } = await answerOf(host.lab, 'doctor eth0', operator);
    const report = value as Report;
    assert.deepEqual([exitCode, report.interface, report.bridge, report['in-the-way']], [0, 'eth0', 'br0', []]);
    assert.ok(report.moves.some(({ kind, text }) => kind === 'address' && text === '192.0.2.10/24'));
    assert.equal(report.stays.length, 1);
    await host.lab.removeFile('/etc/radvd.conf');
  });

  it('shows what is in the way, and ends with the status of the error', async () => {
    const { stdout, exitCode } = await bridgehead(host.lab, 'doctor eth1', operator);
    assert.equal(exitCode, 1, stdout);
    assert.match(stdout, /^In the way\n {2}- .*'eth1'/m);
    assert.ok(!stdout.includes('--confirm-within 60'), stdout);
    const told = await bridgehead(host.lab, 'doctor eth1', japanese);
    assert.match(told.stdout, /^妨げになるもの\n {2}- .*'eth1'/m);
  });

  it('shows what would follow where only a way back is missing', async () => {
    const program = await startPacketListener(host.lab, 0x888e);
    const { value, exitCode } = await answerOf(host.lab, 'doctor eth0', operator);
    const report = value as Report;
    assert.equal(exitCode, 1);
    assert.equal(report['in-the-way'][0]?.error, 'Refused');
    assert.ok(report.moves.length > 0);
    assert.deepEqual(report.stays, []);
    await program.stop();
  });

  it('says which permission is needed', async () => {
    const { stderr, exitCode } = await bridgehead(host.lab, 'doctor eth0', { user: 'plainuser' });
    assert.equal(exitCode, 3);
    assert.match(stderr, /io\.bridgehead\.agent1\.create-bridge/);
  });

  it('has nothing to show of an interface that there is not', async () => {
    const { stdout, stderr, exitCode } = await bridgehead(host.lab, 'doctor eth7', operator);
    assert.deepEqual([stdout, exitCode], ['', 1]);
    assert.match(stderr, /not found: .*'eth7'/);
  });

  it('takes the next name where there is a br0, and says that the interface is its port', async () => {
    await host.create();
    const { value, exitCode } = await answerOf(host.lab, 'doctor eth0', operator);
    const report = value as Report;
    assert.deepEqual([exitCode, report.bridge, report['in-the-way'][0]?.error], [4, 'br1', 'Busy']);
  });
});
