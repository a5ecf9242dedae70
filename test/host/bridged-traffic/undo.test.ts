import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { installIptablesServices } from '../../lab/firewall/firewall.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { newestState } from '../../lab/agent-host/journal.ts';
import { rulesOf, settingsOf, sh } from './guest.ts';

const saved = '/etc/sysconfig/iptables';
const oldRules = '# ours\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n';

/** Everything that a change of the policy may touch. */
const stateOf = async (host: AgentHost) => ({
  ...(await networkOf(host.lab)),
  rules: [await rulesOf(host), await rulesOf(host, 'ip6tables')],
  settings: await settingsOf(host),
});

async function prepare(host: AgentHost): Promise<unknown> {
  await installIptablesServices(host.lab);
  await host.lab.writeFile(saved, oldRules, 0o600);
  return stateOf(host);
}

describe('a change of the bridged-traffic policy', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  for (const policy of ['bypass', 'accept']) {
    it(`to '${policy}' is undone completely if a later step fails`, async () => {
      await startAgentWithStub(host, 'ip', 'if [ "$1" = -batch ]; then exit 2; fi\nexec "$real" "$@"');
      const start = await prepare(host);
      const options = { 'bridged-traffic': policy };
      expectError(await host.call('CreateBridge', ['br0', 'eth0', options]), 'CommandFailed');
      assert.deepEqual(await stateOf(host), start);
    });
  }

  for (const [moment, script] of [
    ['before the rules are saved', `${waitAtGate}; exec "$real" "$@"`],
    ['after they are saved', `"$real" "$@"; ${waitAtGate}`],
  ] as const) {
    it(`is undone by the next agent if one is killed ${moment}`, async () => {
      await startAgentWithStub(host, 'service', `[ "$2" = save ] || exec "$real" "$@"\n${script}`);
      const start = await prepare(host);
      const call = host.call('CreateBridge', ['br0', 'eth0', { 'bridged-traffic': 'accept' }]);
      await eventually('the rules are being saved', () => reachedGate(host));
      assert.equal((await rulesOf(host)).length, 1);
      await host.killAgent();
      await call;
      await host.lab.host(['pkill', '-KILL', '-f', '/stubs/service iptables']);
      await host.startAgent();
      assert.deepEqual(await stateOf(host), start);
      assert.equal(await newestState(host), 'rolled-back');
    });
  }

  it('leaves alone, and reports, rules that an administrator saved after the agent was killed', async () => {
    await startAgentWithStub(host, 'service', `[ "$2" = save ] || exec "$real" "$@"\n"$real" "$@"; ${waitAtGate}`);
    await prepare(host);
    const call = host.call('CreateBridge', ['br0', 'eth0', { 'bridged-traffic': 'accept' }]);
    await eventually('the rules are being saved', () => reachedGate(host));
    await host.killAgent();
    await call;
    await host.lab.host(['pkill', '-KILL', '-f', '/stubs/service iptables']);
    await sh(host, 'iptables -A INPUT -s 192.0.2.99 -j DROP');
    await host.lab.hostOk(['sh', host.lab.path('/etc/init.d/iptables'), 'save']);
    const theirs = await host.lab.readFile(saved);
    await host.startAgent();
    assert.equal(await newestState(host), 'rollback-incomplete');
    assert.equal(await host.lab.readFile(saved), theirs);
    assert.match(host.agent.log(), /file '\/etc\/sysconfig\/iptables' was changed outside bridgehead/);
    assert.deepEqual(await rulesOf(host), []);
  });

  it('fails with CommandFailed and is undone if the save command reports success without saving', async () => {
    await startAgentWithStub(host, 'service', '[ "$2" = save ] || exec "$real" "$@"');
    const start = await prepare(host);
    const sentence = expectError(
      await host.call('CreateBridge', ['br0', 'eth0', { 'bridged-traffic': 'accept' }]),
      'CommandFailed',
    );
    assert.match(sentence, /\/etc\/sysconfig\/iptables/);
    assert.deepEqual(await stateOf(host), start);
  });

  it('leaves alone, and reports, what was changed meanwhile', async () => {
    await host.startAgent();
    await prepare(host);
    const options = { 'bridged-traffic': 'accept', 'confirm-within': 600 };
    const { transaction } = await host.create(options);
    await host.lab.writeFile(saved, '# theirs\n', 0o600);
    await sh(host, 'iptables -D FORWARD 1');
    const sentence = expectError(await host.call('Rollback', [transaction]), 'RollbackIncomplete');
    assert.match(sentence, /file '\/etc\/sysconfig\/iptables' was changed outside bridgehead/);
    assert.equal(await host.lab.readFile(saved), '# theirs\n');
    assert.deepEqual([await rulesOf(host), await rulesOf(host, 'ip6tables')], [[], []]);
  });

  it('is gone from the kernel after a reboot, and its files are restored', async () => {
    await host.startAgent();
    await host.create({ 'confirm-within': 600 });
    await host.lab.reboot(async () => {
      const recover = new URL('../../../systemd/recover', import.meta.url).pathname;
      await host.lab.run('console', ['sh', recover, host.lab.path('/var/lib/bridgehead')]);
    });
    assert.equal(await settingsOf(host), '111');
    assert.equal(host.lab.exists('/etc/sysctl.d/90-bridgehead.conf'), false);
  });
});
