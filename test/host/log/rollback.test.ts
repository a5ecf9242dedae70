import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError, expectRefusal } from '../../lab/agent-host/expectations.ts';
import { linkOf } from '../../lab/agent-host/kernel.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { openGate, reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { detailsOf, hasTimer, whenInState } from '../../lab/agent-host/journal.ts';
import { entriesOf, eventsOf, isChained, linesOf, problemsOf } from '../../lab/agent-host/log-entries.ts';

/** Rolls back, and expects it in the log. */
async function rollBack(host: AgentHost, id: string, user = 'operator1'): Promise<void> {
  assert.deepEqual(await host.reply('Rollback', [id], user), []);
  assert.equal((await detailsOf(host, id)).state, 'rolled-back');
  assert.equal(await hasTimer(host, id), false);
  assert.deepEqual(await problemsOf(host), []);
}

describe('Rollback of a committed change', () => {
  const host = useAgentHost({ fresh: true, interfaces: 2 });

  it('removes a bridge without a trace', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create();
    await rollBack(host, transaction);
    assert.deepEqual(await networkOf(host.lab), start);
    const events = (await eventsOf(host, transaction)).map(({ event, uid, authorised }) => [event, uid, authorised]);
    const [rollingBack, rolledBack] = events.slice(-2);
    assert.deepEqual(rollingBack, ['rolling-back', 61001, 'polkit']);
    assert.deepEqual(rolledBack, ['rolled-back', undefined, undefined]);
    expectError(await host.call('Rollback', [transaction]), 'Conflict');
    assert.equal((await host.create()).state, 'committed', 'the next change is welcome');
  });

  it('restores a deleted bridge, and deletes it again when its creation is rolled back', async () => {
    const start = await networkOf(host.lab);
    const made = await host.create();
    const bridged = await networkOf(host.lab);
    const deleted = await host.delete();
    const sentence = expectError(await host.call('Rollback', [made.transaction]), 'Conflict');
    assert.match(sentence, new RegExp(`before '${deleted.transaction}', a later DeleteBridge for 'br0'`));
    await rollBack(host, deleted.transaction, 'root');
    assert.deepEqual(await networkOf(host.lab), bridged);
    assert.equal((await host.reply('Verify', ['br0', {}]))[0], true);
    await rollBack(host, made.transaction);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('restores the previous handling of bridged traffic', async () => {
    await host.create({ 'bridged-traffic': 'unchanged' });
    const before = await networkOf(host.lab);
    const { transaction } = await host.change('SetBridgedTraffic', ['br0', 'bypass', {}]);
    await rollBack(host, transaction);
    assert.deepEqual(await networkOf(host.lab), before);
  });

  it('works after Confirm, but then requires authorisation', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 }, 'root');
    await host.reply('Confirm', [transaction], 'root');
    await expectRefusal(host, 'NotAuthorized', 'Rollback', [transaction], 'plainuser');
    await rollBack(host, transaction);
    assert.equal((await entriesOf(host))[0]?.['settled-by'], 61001);
  });

  it('restores files that were written for the next boot', async () => {
    const start = await networkOf(host.lab);
    const { transaction } = await host.create({ activate: 'boot' });
    await rollBack(host, transaction);
    assert.deepEqual(await networkOf(host.lab), start);
  });

  it('changes nothing if a file, an address, a route or a setting has been changed since', async () => {
    const { transaction } = await host.create();
    const refused = (): Promise<string> => expectRefusal(host, 'Conflict', 'Rollback', [transaction]);
    const file = await host.script('ifcfg-br0');
    await host.writeScript('ifcfg-br0', `${file}# by hand\n`);
    assert.match(await refused(), /because file '\/etc\/sysconfig\/network-scripts\/ifcfg-br0' has been changed since/);
    await host.writeScript('ifcfg-br0', file);
    await host.lab.hostOk(['ip', 'addr', 'add', '192.0.2.77/24', 'dev', 'br0']);
    assert.match(await refused(), /'br0' has gained the address '192\.0\.2\.77\/24' since/);
    await host.lab.hostOk(['ip', 'addr', 'del', '192.0.2.77/24', 'dev', 'br0']);
    await host.lab.hostOk(['ip', 'route', 'add', '198.51.100.0/24', 'via', '192.0.2.1', 'dev', 'br0']);
    assert.match(await refused(), /'br0' has gained a route to '198\.51\.100\.0\/24' since/);
    await host.lab.hostOk(['ip', 'route', 'del', '198.51.100.0/24']);
    await host.lab.hostOk(['sysctl', '-q', '-w', 'net.bridge.bridge-nf-call-iptables=1']);
    assert.match(await refused(), /the setting 'net\/bridge\/bridge-nf-call-iptables' is now '1'/);
    await host.lab.hostOk(['sysctl', '-q', '-w', 'net.bridge.bridge-nf-call-iptables=0']);
    await host.lab.hostOk(['ip', 'link', 'set', 'eth0', 'nomaster']);
    assert.match(await refused(), /interface 'eth0' is no longer a port/);
    await host.lab.hostOk(['ip', 'link', 'set', 'eth0', 'master', 'br0']);
    await rollBack(host, transaction);
  });

  it('is refused while a guest is on the bridge, another change awaits confirmation, or another bridge needs a shared setting', async () => {
    await host.writeScript('ifcfg-eth1', 'DEVICE=eth1\nHWADDR=52:54:00:12:34:57\nBOOTPROTO=none\nONBOOT=yes\n');
    const first = await host.create();
    await host.lab.hostOk(['ip', 'tuntap', 'add', 'dev', 'vnet7', 'mode', 'tap']);
    await host.lab.hostOk(['ip', 'link', 'set', 'vnet7', 'master', 'br0']);
    assert.match(await expectRefusal(host, 'Busy', 'Rollback', [first.transaction]), /in use by 'vnet7'/);
    await host.lab.hostOk(['ip', 'link', 'del', 'vnet7']);
    // Nothing that comes by itself is between the snapshots.
    await host.lab.hostOk(['sysctl', '-q', '-w', 'net.ipv6.conf.default.accept_ra=0']);
    const second = await host.change('CreateBridge', ['br1', 'eth1', { 'confirm-within': 600 }]);
    await expectRefusal(host, 'Busy', 'Rollback', [first.transaction]);
    await host.reply('Confirm', [second.transaction]);
    const sentence = await expectRefusal(host, 'Conflict', 'Rollback', [first.transaction]);
    assert.match(sentence, new RegExp(`before '${second.transaction}', a later CreateBridge for 'br1'`));
    await rollBack(host, second.transaction);
    await rollBack(host, first.transaction);
  });

  it('is refused after a reboot, because the running network was made from the files', async () => {
    const { transaction } = await host.create();
    await host.lab.reboot();
    await host.startAgent();
    const sentence = await expectRefusal(host, 'Unsupported', 'Rollback', [transaction]);
    assert.match(sentence, /^the host has rebooted since transaction '.*use 'DeleteBridge'$/);
    assert.equal((await host.delete()).state, 'committed');
  });

  it('is refused if the record differs from the logged one', async () => {
    const { transaction } = await host.create();
    const file = `/var/lib/bridgehead/transactions/${transaction}/transaction.json`;
    const text = await host.lab.readFile(file);
    await host.lab.writeFile(file, text.replace('"uid": 61001', '"uid": 0'), 0o600);
    assert.match(await expectRefusal(host, 'Conflict', 'Rollback', [transaction]), /its record is not what it was/);
  });
});

/** Stops when the undo is about to move the addresses back. */
const stub = `
[ "$1" = -force ] || exec "$real" "$@"
batch=$(cat)
case $batch in *' nomaster'*) ${waitAtGate} ;; esac
printf '%s\\n' "$batch" | "$real" "$@"`;

describe('Rollback after which a gateway does not answer', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  it('restores the change, as a transaction of its own, and says why', async () => {
    await startAgentWithStub(host, 'ip', stub);
    const { transaction } = await host.create();
    const bridged = await networkOf(host.lab);
    const call = host.call('Rollback', [transaction]);
    await eventually('the undo is at work', () => reachedGate(host));
    await host.lab.router(['ip', 'addr', 'del', '192.0.2.1/24', 'dev', 'lan0']);
    await openGate(host);
    const sentence = expectError(await call, 'RolledBack');
    const [again] = await entriesOf(host);
    const why = "because gateway '192.0.2.1' answered before and no longer does";
    assert.equal(
      sentence,
      `transaction '${transaction}' was rolled back, and made again as '${again?.transaction ?? ''}', ${why}`,
    );
    assert.deepEqual([again?.state, again?.uid], ['committed', 61001]);
    assert.equal((await detailsOf(host, transaction)).state, 'rolled-back');
    assert.deepEqual(await networkOf(host.lab), bridged);
  });
});

describe('an agent that is killed while it rolls back a committed change', () => {
  const host = useAgentHost({ fresh: true, noAgent: true });

  async function killInTheMiddle(): Promise<string> {
    const { transaction } = await host.create();
    const call = host.call('Rollback', [transaction]);
    await eventually('the undo is at work', () => reachedGate(host));
    await host.killAgent();
    assert.equal((await call).ok, false);
    return transaction;
  }

  it('has a successor that waits until the running script has finished', async () => {
    await startAgentWithStub(host, 'ip', stub);
    const start = await networkOf(host.lab);
    const transaction = await killInTheMiddle();
    const successor = host.startAgent();
    await openGate(host);
    await successor;
    assert.deepEqual(await networkOf(host.lab), start);
    assert.equal((await detailsOf(host, transaction)).state, 'rolled-back');
    assert.deepEqual(await problemsOf(host), []);
    assert.ok(isChained(await linesOf(host)));
  });

  it('leaves a timer, and a script that finishes the rollback', async () => {
    await startAgentWithStub(host, 'ip', stub);
    const start = await networkOf(host.lab);
    const transaction = await killInTheMiddle();
    assert.ok(await hasTimer(host, transaction));
    await host.lab.host(['pkill', '-KILL', '-f', `${transaction}/undo.sh --locked`]);
    await host.lab.host(['pkill', '-KILL', '-f', '/stubs/ip -force']);
    assert.equal((await linkOf(host.lab, 'eth0')).master, 'br0');
    await host.lab.hostOk(['sh', host.lab.path(`/var/lib/bridgehead/transactions/${transaction}/undo.sh`)]);
    await whenInState(host, transaction, 'rolled-back');
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
