import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { answerOf, bridgehead } from '../../lab/agent-host/client.ts';

const operator = { user: 'operator1' };
const japanese = { env: { LC_ALL: 'ja_JP.UTF-8' } };

describe('the client', () => {
  const host = useAgentHost({ interfaces: 2 });
  const run = async (line: string, options = {}): Promise<string> => {
    const { stdout, exitCode } = await bridgehead(host.lab, line, options);
    assert.equal(exitCode, 0, line);
    return stdout;
  };

  it('shows a plan and changes nothing', async () => {
    const before = await networkOf(host.lab);
    const text = await run('create br0 eth0 --dry-run', operator);
    assert.match(text, /^1\. write 'ifcfg-br0'/);
    assert.match(text, /^ {3}\+BRIDGE=br0$/m);
    assert.match(text, /nothing has been changed\.\n$/);
    assert.deepEqual(await networkOf(host.lab), before);
  });

  it('creates a bridge with every option it knows, and prints its steps on standard error', async () => {
    const line =
      'create br0 eth0 --addressing static --address 192.0.2.10/24 --address 2001:db8:1::10/64 ' +
      '--gateway 192.0.2.1 --gateway 2001:db8:1::1 --dns 192.0.2.1 --mtu 1400 --stp --forward-delay 2';
    const { stdout, stderr, exitCode } = await bridgehead(
      host.lab,
      `${line} --mtu 1400 --stp --forward-delay 2`,
      operator,
    );
    assert.deepEqual([stdout, exitCode], ["Created 'br0' with 'eth0' as its port.\n", 0], stderr);
    assert.match(stderr, /^\[1\/\d+\] write 'ifcfg-br0'/);
    assert.match((await host.lab.hostOk(['ip', '-d', 'link', 'show', 'br0'])).stdout, /mtu 1400 .*stp_state 1/s);
    const again = await bridgehead(host.lab, `${line} --quiet`, operator);
    assert.deepEqual(again, { stdout: "nothing to do: 'br0' is already as requested\n", stderr: '', exitCode: 0 });
  });

  it('deletes it again', async () => {
    assert.match(await run('delete br0 --quiet', operator), /^Deleted 'br0'/);
    assert.match(await run('create br0 eth0 -q', { user: 'root' }), /^Created 'br0'/);
  });

  it('shows the bridge to every user, as brctl does and as a tree', async () => {
    const text = await run('', { user: 'plainuser' });
    assert.match(text, /^br0 +8000\.525400123456 +no +eth0$/m);
    assert.match(text, /^│ {2}└─ eth0 {2}up {2}52:54:00:12:34:56$/m);
    assert.match(text, /^ {3}├─ 192\.0\.2\.10\/24$/m);
    assert.ok(!text.includes('\x1b'), 'no colours');
    assert.match(await run('status', { env: { LC_ALL: 'C' } }), /^\| {2}`- eth0 {2}up/m);
    assert.match(await run('status', japanese), /^├─ ポート$/m);
    assert.equal(await run('bridges', { user: 'plainuser' }), `${text.split('\n\n')[0] ?? ''}\n`);
  });

  it('shows which interfaces can be bridged, and why another cannot', async () => {
    const text = await run('interfaces', { user: 'plainuser' });
    assert.match(
      text,
      /^eth1 .* no .*\n {4}interface 'eth1' is not configured .*\n {4}'ifcfg-eth1'; write one first$/m,
    );
    assert.match(text, /^ {4}interface 'eth0' is already a port of 'br0'$/m);
  });

  it('speaks of another change only where there is one', async () => {
    const { stderr, exitCode } = await bridgehead(host.lab, 'create br1 eth0 -q', operator);
    assert.deepEqual(
      [stderr, exitCode],
      ["bridgehead: busy: interface 'eth0' is already a port of 'br0'; remove it from there first\n", 4],
    );
  });

  it('says that there is nothing to repair', async () => {
    assert.match(await run('repair br0'), /^nothing to do: there is nothing on 'br0' that/);
  });

  it('verifies, and reports a problem by its exit status', async () => {
    assert.match(await run('verify br0', { user: 'plainuser' }), /^pass {2}interface-in-bridge +port of 'br0'$/m);
    await host.lab.hostOk(['ip', 'link', 'set', 'eth0', 'nomaster']);
    const { stdout, exitCode } = await bridgehead(host.lab, 'verify br0');
    assert.equal(exitCode, 7);
    assert.match(stdout, /^FAIL {2}interface-in-bridge/m);
    assert.match(stdout, /not healthy: \d+ checks? fails?\.\n$/);
    assert.equal((await bridgehead(host.lab, 'doctor')).exitCode, 7);
    await host.lab.hostOk(['ip', 'link', 'set', 'eth0', 'master', 'br0']);
  });

  it('shows a change by the first characters of its id', async () => {
    const log = await run('log', { user: 'plainuser' });
    const [, id = ''] = /^([0-9a-f]{8}) .* create +br0 +root +polkit +committed$/m.exec(log) ?? [];
    const text = await run(`show ${id}`);
    assert.match(text, new RegExp(`^create br0 eth0 {2}${id}`));
    assert.match(text, /^1\. write 'ifcfg-br0'/m);
    assert.equal((await bridgehead(host.lab, 'show zzz')).exitCode, 1);
    assert.equal(await run('log --bridge br7'), 'No matching change.\n');
    assert.equal((await bridgehead(host.lab, `show ${id}`, { user: 'plainuser' })).exitCode, 3);
  });

  it('says how to answer on probation, and answers for the pending change', async () => {
    const text = await run('delete br0 --confirm-within 600 -q', operator);
    assert.match(text, /^ {2}confirm: +bridgehead confirm [0-9a-f]{32}$/m);
    assert.match(await run('status'), /^Awaiting confirmation: delete br0$/m);
    assert.match(await run('doctor'), /end the change that awaits confirmation/);
    const other = await bridgehead(host.lab, 'delete br0', operator);
    assert.deepEqual([other.exitCode, other.stderr.includes("\n  'bridgehead log' shows the other change")], [4, true]);
    assert.equal((await bridgehead(host.lab, 'confirm', { user: 'plainuser' })).exitCode, 3);
    assert.match(await run('rollback', operator), /^Rolled back: [0-9a-f]{32}\n$/);
    await run('delete br0 --confirm-within 600 -q', operator);
    assert.match(await run('confirm', operator), /^Committed: [0-9a-f]{32}\n$/);
    const { stderr, exitCode } = await bridgehead(host.lab, 'confirm', operator);
    assert.deepEqual([stderr, exitCode], ['bridgehead: not found: no change is awaiting confirmation\n', 1]);
  });

  it('says what to do on a host without a bridge', async () => {
    const text = await run('doctor', { user: 'plainuser' });
    assert.match(text, /^pass {2}agent +version \d/m);
    assert.match(text, /bridgehead create br0 eth0 --dry-run\n.*bridgehead create br0 eth0 --confirm-within 60\n$/s);
    assert.match(await run('', { user: 'plainuser' }), /^No bridge on this host/);
  });

  it('says of a change of the files alone that the next boot makes it', async () => {
    assert.match(await run('create br0 eth0 --activate boot -q'), /^Wrote 'br0' .*; the next boot creates it\.$/m);
    assert.match(await run('delete br0 --activate boot -q'), /^Removed the files of 'br0'; the next boot does not/m);
  });

  it('reaches every other method', async () => {
    for (const line of ['attach nobody br7', 'detach nobody br7', 'traffic br7 auto --dry-run']) {
      const { value, exitCode } = await answerOf(host.lab, line, operator);
      assert.equal(exitCode, 1, line);
      assert.match((value as { error: string }).error, /^(NotFound|Unsupported|CommandFailed)$/, line);
    }
  });
});

describe('the client in a script', () => {
  const host = useAgentHost();

  it('prints one JSON value, whatever happens', async () => {
    const { lab } = host;
    const made = await answerOf(lab, 'create br0 eth0 --confirm-within 600', operator);
    const { transaction, state, deadline } = made.value as Record<string, unknown>;
    assert.deepEqual([state, typeof deadline, made.stderr, made.exitCode], ['awaiting-confirmation', 'number', '', 0]);
    assert.deepEqual((await answerOf(lab, `confirm ${String(transaction)}`, operator)).value, { transaction });
    for (const line of ['status', 'doctor', 'bridges', 'interfaces', 'log', 'verify br0']) {
      const { value, exitCode } = await answerOf(lab, line, { user: 'plainuser' });
      assert.equal(typeof value, 'object');
      assert.equal(exitCode, 0, line);
    }
    const details = (await answerOf(lab, `show ${String(transaction)}`)).value as { plan: unknown[] };
    assert.ok(details.plan.length >= 3);
  });

  for (const [line, error, status, user] of [
    ['create br0 eth7', 'NotFound', 1, 'operator1'],
    ['create virbr0 eth0', 'Refused', 1, 'operator1'],
    ['create br0 eth0 --mtu 100', 'OutOfRange', 2, 'operator1'],
    ['create br0/../x eth0', 'InvalidName', 2, 'operator1'],
    ['create br0 eth0 --mtu x', 'WrongUsage', 2, 'operator1'],
    ['frobnicate', 'WrongUsage', 2, 'operator1'],
    ['delete br0', 'NotAuthorized', 3, 'plainuser'],
    ['delete br0 --no-ask-password', 'InteractiveAuthorizationRequired', 3, 'plainuser'],
  ] as const) {
    it(`ends with ${status} and '${error}' for '${line}'`, async () => {
      const { value, stderr, exitCode } = await answerOf(host.lab, line, { user });
      const { error: told, message } = value as { error: string; message: string };
      assert.deepEqual([told, exitCode, stderr], [error, status, '']);
      assert.ok(message.length > 10);
    });
  }

  it("introduces the agent's error in the user's language", async () => {
    const { stderr } = await bridgehead(host.lab, 'create virbr0 eth0', japanese);
    assert.match(stderr, /^bridgehead: 拒否されました: .*'virbr0'/);
  });

  it('accepts only a bus address with a path', async () => {
    const env = { DBUS_SYSTEM_BUS_ADDRESS: 'unixexec:path=/bin/touch,argv1=/run/lab/owned' };
    const { stderr, exitCode } = await bridgehead(host.lab, 'status', { env });
    assert.equal(exitCode, 2, stderr);
    assert.notEqual((await host.lab.host(['test', '-e', '/run/lab/owned'])).exitCode, 0);
  });

  it('says if there is no agent, or no bus', async () => {
    await host.agent.stop();
    const { stderr, exitCode } = await bridgehead(host.lab, 'status');
    assert.equal(exitCode, 8);
    assert.match(stderr, /^bridgehead: no answer from the agent: /);
    const doctor = await bridgehead(host.lab, 'doctor');
    assert.deepEqual([doctor.exitCode, /^FAIL {2}agent/m.test(doctor.stdout)], [8, true]);
    await host.lab.stopBus();
    const without = await bridgehead(host.lab, 'doctor');
    assert.deepEqual([without.exitCode, /^FAIL {2}bus +no bus listens at '/m.test(without.stdout)], [8, true]);
  });
});
