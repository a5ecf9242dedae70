import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectRefusal } from '../../lab/agent-host/expectations.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { reachedGate, startAgentWithStub, waitAfterJoin } from '../../lab/agent-host/stub-command.ts';
import { detailsOf } from '../../lab/agent-host/journal.ts';
import { startFirewalld, zoneOf, zonePath } from '../../lab/firewalld/firewalld.ts';
import type { ServiceProcess } from '../../lab/service-process.ts';
import { expectConnections, runFirewalld } from './ssh.ts';

describe('the zone of a bridge that is undone', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });
  let firewalld: ServiceProcess;
  let start: unknown;

  beforeEach('firewalld runs', async () => {
    firewalld = await runFirewalld(host);
    start = await networkOf(host.lab);
  });

  async function expectAsBefore(): Promise<void> {
    assert.deepEqual(await networkOf(host.lab), start);
    assert.deepEqual([await zoneOf(host.lab, 'br0'), await zoneOf(host.lab, 'eth0')], ['', 'work']);
    await expectConnections(host);
  }

  it('goes with Rollback, on probation and of a committed change', async () => {
    await host.startAgent();
    for (const options of [{ 'confirm-within': 600 }, {}]) {
      const { transaction } = await host.create(options);
      assert.equal(await zoneOf(host.lab, 'br0'), 'work');
      await host.reply('Rollback', [transaction]);
      await expectAsBefore();
    }
  });

  it('goes if the agent is killed in the middle of the change', async () => {
    await startAgentWithStub(host, 'ip', waitAfterJoin);
    const call = host.call('CreateBridge', ['br0', 'eth0', {}]);
    await eventually('ip is at work', () => reachedGate(host));
    assert.equal(await zoneOf(host.lab, 'br0'), 'work');
    await host.killAgent();
    assert.equal((await call).ok, false);
    await host.lab.host(['pkill', '-KILL', '-f', '/stubs/ip -batch']);
    await host.startAgent();
    await expectAsBefore();
  });

  it('is left if the bridge was put into another zone meanwhile, and that is reported', async () => {
    await host.startAgent();
    const { transaction } = await host.create({ 'confirm-within': 600 });
    await host.lab.hostOk(['firewall-cmd', '--zone=trusted', '--change-interface=br0']);
    assert.equal((await host.call('Rollback', [transaction])).ok, false);
    assert.match((await detailsOf(host, transaction)).report.join('\n'), /'br0' in zone 'trusted' now/);
    assert.equal(await zoneOf(host.lab, 'br0'), 'trusted');
  });

  it('is a matter of files alone while firewalld is stopped', async () => {
    await firewalld.stop();
    await host.startAgent();
    const { plan, transaction } = await host.create({ 'confirm-within': 600 });
    assert.equal(
      plan.some(({ kind }) => kind === 'firewalld-zone'),
      false,
    );
    assert.match(await host.lab.readFile(zonePath('work')), /<interface name="br0"\/>/);
    await host.reply('Rollback', [transaction]);
    firewalld = await startFirewalld(host.lab);
    await expectAsBefore();
  });

  it('is not guessed if firewalld hangs', async () => {
    await startAgentWithStub(host, 'busctl', 'case $* in *NameHasOwner*) exec "$real" "$@" ;; esac; exit 1');
    const sentence = await expectRefusal(host, 'CommandFailed', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.match(sentence, /firewalld does not say which zone 'eth0' is in/);
  });
});
