import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { linkOf, routesOf } from '../../lab/agent-host/kernel.ts';

/** Their gateways were in the networks of addresses that have been taken away. */
const left = ['203.0.113.0/24 via 198.51.100.1', '2001:db8:77::/48 via 2001:db8:9::1'];

describe('routes whose gateways are on no link', () => {
  const host = useAgentHost();

  before('addresses come and go, and leave them behind', async () => {
    const lines = ['198.51.100.5/24', '2001:db8:9::5/64 nodad'].map((address) => `addr add ${address} dev eth0`);
    const routes = left.map((route) => `route add ${route} dev eth0`);
    const gone = ['198.51.100.5/24', '2001:db8:9::5/64'].map((address) => `addr del ${address} dev eth0`);
    await host.lab.hostOk(['ip', '-batch', '-'], { input: [...lines, ...routes, ...gone, ''].join('\n') });
    assert.deepEqual(await lefts(), ['eth0', 'eth0']);
  });

  /** The devices of both. */
  async function lefts(): Promise<string[]> {
    const routes = await routesOf(host.lab);
    return left.map(
      (route) =>
        routes
          .find((one) => one.startsWith(`${route} dev `))
          ?.split(' ')
          .at(-1) ?? 'gone',
    );
  }

  it('move to a bridge, back with its rollback, and back when it is deleted', async () => {
    const { transaction } = await host.create({ 'confirm-within': 600 });
    assert.deepEqual(await lefts(), ['br0', 'br0']);
    await host.reply('Rollback', [transaction]);
    assert.equal((await linkOf(host.lab, 'eth0')).master, undefined);
    assert.deepEqual(await lefts(), ['eth0', 'eth0']);
    await host.create();
    assert.deepEqual(await lefts(), ['br0', 'br0']);
    await host.delete();
    assert.deepEqual(await lefts(), ['eth0', 'eth0']);
  });
});
