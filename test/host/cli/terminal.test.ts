import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { adminPassword } from '../../lab/prepare.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';
import { once, openGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';
import { entriesOf } from '../../lab/agent-host/log-entries.ts';
import { newestState, whenInState } from '../../lab/agent-host/journal.ts';
import { answerOf, bridgehead, onTerminal } from '../../lab/agent-host/client.ts';

const question = 'Confirm this change? [y/N]';
const operator = { user: 'operator1' };

describe('the client on a terminal', () => {
  const host = useAgentHost();
  const newest = async (): Promise<{ transaction: string; state: string }> => {
    const [first] = (await answerOf(host.lab, 'log')).value as { transaction: string; state: string }[];
    return first ?? assert.fail('nothing was done');
  };

  it('shows its steps on one line, counts down, and commits what is confirmed', async () => {
    const line = 'create br0 eth0 --confirm-within 600';
    const { shown, status } = await onTerminal(host.lab, line, [[question, 'y']], operator);
    assert.equal(status, 0, shown);
    assert.match(shown, /\r␛\[K\[1\/\d+\] write 'ifcfg-br0'[^\n]*\r␛\[K\[2\//);
    assert.match(shown, /rolls back in \d+ s/);
    assert.match(shown, /Committed\.␛\[0m\r\n$/);
    assert.equal((await newest()).state, 'committed');
  });

  for (const [key, name] of [
    ['n', 'n'],
    ['\x03', 'Ctrl-C'],
  ] as const) {
    it(`rolls back at once for ${name}`, async () => {
      const before = await networkOf(host.lab);
      const line = 'delete br0 --confirm-within 600';
      const { shown, status } = await onTerminal(host.lab, line, [[question, key]], operator);
      assert.equal(status, 5, shown);
      assert.match(shown, /Rolled back: the host is as it was\.\r\n$/);
      assert.deepEqual(await networkOf(host.lab), before);
      assert.equal((await newest()).state, 'rolled-back');
    });
  }

  it('asks in Japanese, and does not take Enter for an answer', async () => {
    const steps = [
      ['[y/N]', '\r'],
      ['秒で巻き戻します', 'ｙ'],
    ] as const;
    const { shown, status } = await onTerminal(host.lab, 'delete br0 --confirm-within 600', steps, {
      ...operator,
      env: { LANG: 'ja_JP.UTF-8', LC_ALL: '' },
    });
    assert.equal(status, 0, shown);
    assert.match(shown, /この変更を確定しますか\? \[y\/N\]/);
    assert.match(shown, /確定しました。/);
  });

  it('notices that the change was confirmed elsewhere', async () => {
    const steps = [[question, { run: ['bridgehead', 'confirm'] }]] as const;
    const { shown, status } = await onTerminal(host.lab, 'create br0 eth0 --confirm-within 600', steps, operator);
    assert.deepEqual([status, shown.includes('it was confirmed elsewhere')], [0, true], shown);
  });

  it('leaves the change to the agent when the input ends', async () => {
    const line = 'delete br0 --confirm-within 600';
    const { shown, status } = await onTerminal(host.lab, line, [[question, '\x04']], operator);
    assert.equal(status, 0, shown);
    assert.match(shown, /the agent rolls back at \d\d:\d\d:\d\d\.\r\n$/);
    assert.equal((await newest()).state, 'awaiting-confirmation');
    assert.equal((await bridgehead(host.lab, 'rollback', operator)).exitCode, 0);
  });

  it('leaves the change to the agent when the connection is lost, and the agent rolls it back', async () => {
    const before = await networkOf(host.lab);
    const steps = [[question, { 'hang up': true }]] as const;
    const { status } = await onTerminal(host.lab, 'delete br0 --confirm-within 10', steps, operator);
    assert.equal(status, -1, 'it ended by SIGHUP');
    const { transaction } = await newest();
    await whenInState(host, transaction, 'rolled-back');
    const [entry] = await entriesOf(host);
    assert.deepEqual([entry?.transaction, entry?.['settled-by']], [transaction, undefined], 'no user rolled it back');
    assert.deepEqual(await networkOf(host.lab), before);
  });

  it('says how the change ended if there is no answer in time', async () => {
    const { shown, status } = await onTerminal(host.lab, 'delete br0 --confirm-within 10', [], operator);
    assert.deepEqual([status, shown.endsWith('Rolled back: the host is as it was.\r\n')], [5, true], shown);
  });

  it('lets the text agent ask an administrator for the password, and ends that agent', async () => {
    const right = [['Password:', { password: adminPassword }]] as const;
    const { shown, status } = await onTerminal(host.lab, 'delete br0', right, { user: 'plainuser' });
    assert.equal(status, 0, shown);
    assert.match(shown, /Authentication is required to delete the bridge br0/);
    assert.match(shown, /Deleted 'br0'/);
    assert.notEqual((await host.lab.host(['pgrep', 'pkttyagent'])).exitCode, 0, 'none is left');
  });

  it('treats a wrong password as a refusal', async () => {
    const wrong = [['Password:', { password: 'wrong' }]] as const;
    const { shown, status } = await onTerminal(host.lab, 'create br0 eth0', wrong, { user: 'plainuser' });
    assert.deepEqual([status, shown.includes('not authorised')], [3, true], shown);
  });

  it('does nothing when it is interrupted at the password', async () => {
    const steps = [['Password:', '\x03']] as const;
    const { status } = await onTerminal(host.lab, 'create br0 eth0', steps, { user: 'plainuser' });
    assert.equal(status, 130);
    assert.deepEqual((await answerOf(host.lab, 'bridges')).value, []);
    assert.notEqual((await host.lab.host(['pgrep', 'pkttyagent'])).exitCode, 0, 'none is left');
  });

  it('asks for no password if it must not', async () => {
    const { shown, status } = await onTerminal(host.lab, 'create br0 eth0 --no-ask-password', [], {
      user: 'plainuser',
    });
    assert.deepEqual([status, shown.includes('Password:')], [3, false]);
  });
});

describe('the client on a terminal, interrupted in the middle of a change', () => {
  const host = useAgentHost({ noAgent: true });

  it('leaves the change to the agent, and says so', async () => {
    await startAgentWithStub(host, 'ip', `if [ "$1" = -batch ] && ${once}; then ${waitAtGate}; fi\nexec "$real" "$@"`);
    const steps = [[`] put 'eth0'`, '\x03']] as const;
    const { shown, status } = await onTerminal(host.lab, 'create br0 eth0', steps, operator);
    assert.deepEqual([status, shown.includes('the agent continues with the change')], [130, true], shown);
    await openGate(host);
    await eventually('the change is committed', async () => (await newestState(host)) === 'committed');
  });
});
