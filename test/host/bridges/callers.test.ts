import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { linkOf, linksOf } from '../../lab/agent-host/kernel.ts';
import { once, openGate, reachedGate, startAgentWithStub, waitAtGate } from '../../lab/agent-host/stub-command.ts';

describe('twenty callers at once', () => {
  const host = useAgentHost({ noAgent: true });

  before('an agent whose ip(8) waits before it changes anything', async () => {
    await startAgentWithStub(host, 'ip', `if [ "$1" = -batch ] && ${once}; then ${waitAtGate}; fi\nexec "$real" "$@"`);
  });

  it('have one winner; the others fail at once, and reads are served meanwhile', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `br${index}`);
    const settled: string[] = [];
    const calls = names.map(async (name, index) => {
      const result = await host.call('CreateBridge', [name, 'eth0', {}], index % 2 === 0 ? 'root' : 'operator1');
      settled.push(name);
      return result;
    });
    await eventually('one change is at work', () => reachedGate(host));
    await eventually('the others have their replies', () => settled.length === 19);

    assert.deepEqual(await host.reply('ListBridges', [], 'plainuser'), [[]]);
    const [transactions] = (await host.reply('ListTransactions', [], 'plainuser')) as [{ state: string }[]];
    assert.deepEqual(
      transactions.map(({ state }) => state),
      ['applying'],
    );
    expectError(await host.call('DeleteBridge', ['br0', {}]), 'Busy', 'NotFound');

    await openGate(host);
    const results = await Promise.all(calls);
    const winners = names.filter((_, index) => results[index]?.ok);
    assert.equal(winners.length, 1, winners.join(' '));
    for (const result of results) if (!result.ok) expectError(result, 'Busy');
    assert.equal((await linkOf(host.lab, 'eth0')).master, winners[0]);
    const bridges = (await linksOf(host.lab)).filter(({ ifname }) => names.includes(ifname));
    assert.equal(bridges.length, 1);
  });
});
