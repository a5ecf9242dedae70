import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { installIptablesServices } from '../../lab/firewall/firewall.ts';
import { useBench, type Bench } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';
import { rulesOf, settingsOf, sh } from './guest.ts';

const saved = '/etc/sysconfig/iptables';
const oldRules = '# ours\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n';

/** All that a change of the policy may touch. */
const stateOf = async (bench: Bench) => ({
  ...(await networkOf(bench.lab)),
  rules: [await rulesOf(bench), await rulesOf(bench, 'ip6tables')],
  settings: await settingsOf(bench),
});

async function prepare(bench: Bench): Promise<unknown> {
  await installIptablesServices(bench.lab);
  await bench.lab.writeFile(saved, oldRules, 0o600);
  return stateOf(bench);
}

describe('a change of what bridged frames meet', () => {
  const bench = useBench({ fresh: true, noAgent: true });

  for (const policy of ['bypass', 'accept']) {
    it(`to '${policy}' is undone whole where a later step fails`, async () => {
      await startAgentWithStub(bench, 'ip', 'if [ "$1" = -batch ]; then exit 2; fi\nexec "$real" "$@"');
      const start = await prepare(bench);
      const options = { 'bridged-traffic': policy };
      expectError(await bench.call('CreateBridge', ['br0', 'eth0', options]), 'CommandFailed');
      assert.deepEqual(await stateOf(bench), start);
    });
  }

  for (const [moment, script] of [
    ['before the rules are saved', `${waitAtGate}; exec "$real" "$@"`],
    ['after they are saved', `"$real" "$@"; ${waitAtGate}`],
  ] as const) {
    it(`is undone by the next agent where one is killed ${moment}`, async () => {
      await startAgentWithStub(bench, 'service', `[ "$2" = save ] || exec "$real" "$@"\n${script}`);
      const start = await prepare(bench);
      const call = bench.call('CreateBridge', ['br0', 'eth0', { 'bridged-traffic': 'accept' }]);
      await eventually('the rules are being saved', () => reachedGate(bench));
      assert.equal((await rulesOf(bench)).length, 1);
      await bench.killAgent();
      await call;
      await bench.lab.host(['pkill', '-KILL', '-f', '/stubs/service iptables']);
      await bench.startAgent();
      assert.deepEqual(await stateOf(bench), start);
      assert.equal(await newestState(bench), 'rolled-back');
    });
  }

  it('leaves alone, and reports, what an administrator saves once the agent was killed in the middle', async () => {
    await startAgentWithStub(bench, 'service', `[ "$2" = save ] || exec "$real" "$@"\n"$real" "$@"; ${waitAtGate}`);
    await prepare(bench);
    const call = bench.call('CreateBridge', ['br0', 'eth0', { 'bridged-traffic': 'accept' }]);
    await eventually('the rules are being saved', () => reachedGate(bench));
    await bench.killAgent();
    await call;
    await bench.lab.host(['pkill', '-KILL', '-f', '/stubs/service iptables']);
    await sh(bench, 'iptables -A INPUT -s 192.0.2.99 -j DROP');
    await bench.lab.hostOk(['sh', bench.lab.path('/etc/init.d/iptables'), 'save']);
    const theirs = await bench.lab.readFile(saved);
    await bench.startAgent();
    assert.equal(await newestState(bench), 'rollback-incomplete');
    assert.equal(await bench.lab.readFile(saved), theirs);
    assert.match(bench.agent.log(), /file '\/etc\/sysconfig\/iptables' was changed by someone else/);
    assert.deepEqual(await rulesOf(bench), []);
  });

  it('is CommandFailed and undone where the rules are said to be saved, and are not', async () => {
    await startAgentWithStub(bench, 'service', '[ "$2" = save ] || exec "$real" "$@"');
    const start = await prepare(bench);
    const sentence = expectError(
      await bench.call('CreateBridge', ['br0', 'eth0', { 'bridged-traffic': 'accept' }]),
      'CommandFailed',
    );
    assert.match(sentence, /\/etc\/sysconfig\/iptables/);
    assert.deepEqual(await stateOf(bench), start);
  });

  it('leaves alone, and reports, what somebody has changed meanwhile', async () => {
    await bench.startAgent();
    await prepare(bench);
    const options = { 'bridged-traffic': 'accept', 'confirm-within': 600 };
    const { transaction } = await bench.create(options);
    await bench.lab.writeFile(saved, '# theirs\n', 0o600);
    await sh(bench, 'iptables -D FORWARD 1');
    const sentence = expectError(await bench.call('Rollback', [transaction]), 'RollbackIncomplete');
    assert.match(sentence, /file '\/etc\/sysconfig\/iptables' was changed by someone else/);
    assert.equal(await bench.lab.readFile(saved), '# theirs\n');
    assert.deepEqual([await rulesOf(bench), await rulesOf(bench, 'ip6tables')], [[], []]);
  });

  it('is forgotten by the kernel after a reboot, and its files are taken back', async () => {
    await bench.startAgent();
    await bench.create({ 'confirm-within': 600 });
    await bench.lab.reboot(async () => {
      const recover = new URL('../../../systemd/recover', import.meta.url).pathname;
      await bench.lab.run('console', ['sh', recover, bench.lab.path('/var/lib/bridgehead')]);
    });
    assert.equal(await settingsOf(bench), '111');
    assert.equal(bench.lab.exists('/etc/sysctl.d/90-bridgehead.conf'), false);
  });
});
