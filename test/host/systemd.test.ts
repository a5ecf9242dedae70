import assert from 'node:assert/strict';
import { BootedHost } from '../lab/booted/booted-host.ts';
import { ifcfgEth0 } from '../lab/booted/files.ts';
import type { CallResult } from '../lab/bus-call.ts';
import { eventually } from '../lab/eventually.ts';

const agent = 'bridgehead.service';
const scripts = '/etc/sysconfig/network-scripts';

describe('Bridgehead on a host that systemd has booted', () => {
  let host: BootedHost;

  before('make a Debian and boot it', async function () {
    this.timeout(1_800_000);
    host = await BootedHost.start();
  });

  after('remove it', async () => {
    await host.stop();
  });

  beforeEach('each test begins without a bridge', async () => {
    await assertUnbridged(host);
  });

  it('has nothing to recover at the first boot, and no failed unit', async () => {
    assert.equal(await host.property('bridgehead-recover.service', 'ConditionResult'), 'no');
    assert.equal((await host.output('systemctl', 'is-system-running')).trim(), 'running');
    assert.notEqual(await host.property('bridgehead-recover.service', 'ConditionTimestampMonotonic'), '0');
  });

  it('is started by the bus on the first call, without privileges it does not need', async () => {
    await host.run(['systemctl', 'stop', agent]);
    const answer = await host.call('ListInterfaces', [], { user: 'nobody' });
    assert.ok(answer.ok);
    assert.equal(await host.property(agent, 'ActiveState'), 'active');
    const pid = await host.property(agent, 'MainPID');
    const status = await host.output('cat', `/proc/${pid}/status`);
    assert.match(status, /^NoNewPrivs:\t1$/m);
    assert.match(status, /^Seccomp:\t2$/m);
    // CAP_NET_ADMIN is bit 12 and CAP_NET_RAW bit 13 (linux/capability.h).
    assert.match(status, /^CapBnd:\t0000000000003000$/m);
    for (const path of ['/etc/passwd', '/usr/bin/x', '/boot/x', '/run/systemd/x', '/run/dbus/x']) {
      const { exitCode } = await host.run(['nsenter', '--target', pid, '--mount', '--', 'touch', path]);
      assert.notEqual(exitCode, 0, path);
    }
  });

  it('asks polkit, which refuses a user who is not an administrator', async () => {
    const answer = await host.call('CreateBridge', ['br0', 'eth0', {}], { user: 'nobody' });
    assert.ok(!answer.ok && answer.errorName === 'io.bridgehead.Agent1.Error.NotAuthorized');
  });

  it('creates a bridge live, finds it healthy, and deletes it', async () => {
    assert.equal(succeeded(await host.call('CreateBridge', ['br0', 'eth0', {}])).state, 'committed');
    assert.ok((await addressesOf(host, 'br0')).includes('192.0.2.10/24'));
    await host.output('ping', '-c1', '-W60', '192.0.2.1');
    await assertHealthy(host);
    assert.equal(succeeded(await host.call('DeleteBridge', ['br0', {}])).state, 'committed');
  });

  it('can write its folders even if the host lacked them', async () => {
    await host.output('systemctl', 'stop', agent);
    await host.output('rm', '-r', '/etc/sysctl.d', '/etc/udev');
    succeeded(await host.call('CreateBridge', ['br0', 'eth0', {}]));
    assert.ok((await host.file('/etc/sysctl.d/90-bridgehead.conf')) !== undefined);
    assert.ok((await host.file('/etc/udev/rules.d/90-bridgehead.rules')) !== undefined);
    assert.equal((await host.output('stat', '--format=%a %U', '/etc/udev')).trim(), '755 root');
    succeeded(await host.call('DeleteBridge', ['br0', {}]));
  });

  it('detects from within its sandbox that full-size frames do not get through', async () => {
    const answer = await host.call('CreateBridge', ['br0', 'eth0', { mtu: 4000 }]);
    assert.ok(!answer.ok && answer.errorName === 'io.bridgehead.Agent1.Error.RolledBack', JSON.stringify(answer));
    assert.match(answer.errorMessage, /4000 bytes/);
  });

  it("creates and deletes a bridge through the host's network service", async () => {
    assert.equal(
      succeeded(await host.call('CreateBridge', ['br0', 'eth0', { activate: 'restart' }])).state,
      'committed',
    );
    await assertHealthy(host);
    assert.equal(succeeded(await host.call('DeleteBridge', ['br0', { activate: 'restart' }])).state, 'committed');
  });

  it("tells from within its sandbox the host's own dhclient from one in a container", async () => {
    // A shell by that name: a dhclient with `-c` cannot be restarted.
    await host.output('cp', '/bin/sh', '/run/dhclient');
    for (const [slice, own] of [
      ['system.slice', true],
      ['machine.slice', false],
    ] as const) {
      const settings = ['--quiet', '--collect', '--unit=pretender', `--slice=${slice}`];
      await host.output('systemd-run', ...settings, '/run/dhclient', '-c', 'while :; do sleep 600; done', 'eth0');
      const answer = await host.call('CreateBridge', ['br0', 'eth0', { 'dry-run': true }]);
      await host.output('systemctl', 'stop', 'pretender.service');
      assert.equal(answer.ok, !own, JSON.stringify(answer));
      if (!answer.ok) assert.match(answer.errorMessage, /process \d+, that was started with '-c'/);
    }
  });

  it('has its change undone by process 1 if the agent is dead and cannot restart, and Node is gone', async () => {
    const { transaction } = await onProbation(host, 10);
    const away = `${process.execPath}.away`;
    await host.output('mv', process.execPath, away);
    await host.output('systemctl', 'mask', '--runtime', agent);
    await host.output('systemctl', 'kill', '--signal', 'KILL', agent);
    await eventually('the change is undone', async () => (await stateOf(host, transaction)) === 'rolled-back');
    await host.output('mv', away, process.execPath);
    await host.output('systemctl', 'unmask', '--runtime', agent);
  });

  it('continues a probation when systemd restarts the agent after a crash', async () => {
    const { transaction } = await onProbation(host, 600);
    assert.ok((await addressesOf(host, 'br0')).includes('192.0.2.10/24'));
    const before = await host.property(agent, 'MainPID');
    await host.output('kill', '-KILL', before);
    await eventually('another agent', async () => !['0', before].includes(await host.property(agent, 'MainPID')));
    assert.deepEqual(await host.call('Confirm', [transaction]), { ok: true, reply: [] });
    assert.equal(await stateOf(host, transaction), 'committed');
    succeeded(await host.call('DeleteBridge', ['br0', {}]));
  });

  it('comes back by itself when the bus does', async () => {
    succeeded(await host.call('CreateBridge', ['br0', 'eth0', { 'dry-run': true }]));
    const before = await host.property(agent, 'MainPID');
    await host.output('systemctl', 'restart', 'dbus.service');
    await eventually('another agent', async () => {
      const [pid, state] = [await host.property(agent, 'MainPID'), await host.property(agent, 'ActiveState')];
      return state === 'active' && pid !== before;
    });
    assert.match(await host.output('journalctl', '--unit', agent, '--output', 'cat'), /status=75\/TEMPFAIL/);
    assert.ok((await host.call('ListBridges')).ok);
  });

  it('lets only root act while polkit is masked', async () => {
    await host.output('systemctl', 'mask', '--runtime', '--now', 'polkit.service');
    const dry = ['br0', 'eth0', { 'dry-run': true }] as const;
    const answer = await host.call('CreateBridge', dry, { user: 'nobody' });
    assert.ok(!answer.ok && answer.errorName === 'io.bridgehead.Agent1.Error.NotAuthorized');
    assert.equal(succeeded(await host.call('CreateBridge', dry)).state, 'planned');
    await host.output('systemctl', 'unmask', '--runtime', 'polkit.service');
  });

  it('finishes the current change when systemd restarts it', async () => {
    await host.output('mkfifo', '/run/gate');
    const gate = 'rm /usr/sbin/ip && cat >/usr/sbin/ip && chmod 755 /usr/sbin/ip';
    assert.equal((await host.run(['sh', '-c', gate], { input: waitingIp })).exitCode, 0);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await eventually('it is at the gate', async () => (await host.file('/run/reached')) !== undefined);
    const restart = host.run(['systemctl', 'restart', agent]);
    await eventually('it is told to stop', async () =>
      (await host.output('journalctl', '--unit', agent, '--output', 'cat')).includes('told to stop'),
    );
    await host.output('sh', '-c', ': >/run/gate');
    const { transaction } = succeeded(await call);
    assert.equal((await restart).exitCode, 0);
    assert.equal(await stateOf(host, transaction), 'committed');
    await host.output('ln', '-sf', '/usr/bin/ip', '/usr/sbin/ip');
    await host.output('rm', '/run/gate', '/run/reached');
    await assertHealthy(host);
    succeeded(await host.call('DeleteBridge', ['br0', {}]));
  });

  it('exits when idle, and is started again by the next call', async () => {
    const override = '[Service]\nExecStart=\nExecStart=/usr/sbin/bridgeheadd --idle-exit 1\n';
    await host.output('mkdir', '-p', '/run/systemd/system/bridgehead.service.d');
    await host.run(['tee', '/run/systemd/system/bridgehead.service.d/idle.conf'], { input: override });
    await host.output('systemctl', 'daemon-reload');
    await host.output('systemctl', 'restart', agent);
    await eventually('the agent has exited', async () => (await host.property(agent, 'ActiveState')) === 'inactive');
    assert.equal(await host.property(agent, 'Result'), 'success');
    assert.ok((await host.call('ListBridges')).ok);
    await host.output('rm', '/run/systemd/system/bridgehead.service.d/idle.conf');
    await host.output('systemctl', 'daemon-reload');
  });

  it('has the same bridge after the next boot', async () => {
    succeeded(await host.call('CreateBridge', ['br0', 'eth0', {}]));
    await host.reboot();
    await assertHealthy(host);
    succeeded(await host.call('DeleteBridge', ['br0', {}]));
    await host.reboot();
  });

  it('undoes an unconfirmed change after a power cut, before the network comes up', async () => {
    const { transaction } = await onProbation(host, 3600);
    await host.cutPower();
    assert.equal(await stateOf(host, transaction), 'rolled-back');
    assert.equal(await host.property('bridgehead-recover.service', 'Result'), 'success');
    const recovered = await host.property('bridgehead-recover.service', 'ExecMainExitTimestampMonotonic');
    const network = await host.property('network.service', 'ExecMainStartTimestampMonotonic');
    assert.ok(Number(recovered) > 0 && Number(recovered) <= Number(network), `${recovered} ${network}`);
  });
});

/** Waits at a gate when the uplink has joined the bridge; /usr/sbin, where Debian has a link, comes first in the unit's PATH. */
const waitingIp = `#!/bin/sh
real=/usr/bin/ip
[ "$1" = -batch ] || exec "$real" "$@"
batch=$(cat)
printf '%s\\n' "$batch" | "$real" -batch - || exit
case $batch in *' master br0'*) : >/run/reached; : </run/gate ;; esac
`;

/** The uplink has its address, and the files set it at the next boot. */
async function assertUnbridged(host: BootedHost): Promise<void> {
  assert.ok((await addressesOf(host, 'eth0')).includes('192.0.2.10/24'));
  assert.ok((await addressesOf(host, 'eth0')).includes('2001:db8:1::10/64'));
  assert.deepEqual(await addressesOf(host, 'br0'), []);
  assert.equal(await host.file(`${scripts}/ifcfg-eth0`), ifcfgEth0);
  assert.equal(await host.output('ls', '-A', scripts), 'ifcfg-eth0\n');
}

async function assertHealthy(host: BootedHost): Promise<void> {
  const answer = await host.call('Verify', ['br0', {}]);
  assert.ok(answer.ok);
  assert.equal(answer.reply[0], true, JSON.stringify(answer.reply[1], null, 1));
}

async function addressesOf(host: BootedHost, link: string): Promise<string[]> {
  const { stdout } = await host.run(['ip', '-oneline', 'addr', 'show', 'dev', link]);
  return [...stdout.matchAll(/inet6? (\S+)/g)].map((match) => match[1] ?? '');
}

async function onProbation(host: BootedHost, seconds: number): Promise<{ transaction: string }> {
  const result = succeeded(await host.call('CreateBridge', ['br0', 'eth0', { 'confirm-within': seconds }]));
  assert.equal(result.state, 'awaiting-confirmation');
  return result;
}

/** From the journal's folder, without the agent. */
async function stateOf(host: BootedHost, transaction: string): Promise<string | undefined> {
  const names = await host.output('ls', `/var/lib/bridgehead/transactions/${transaction}`);
  return /^state\.(.*)$/m.exec(names)?.[1];
}

interface ChangeReply {
  readonly transaction: string;
  readonly state: string;
}

function succeeded(answer: CallResult): ChangeReply {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.reply[0] as ChangeReply;
}
