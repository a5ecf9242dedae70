import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useAgentHost, type AgentHost } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';

const routerMac = '52:54:00:00:00:01';
const gateways = ['192.0.2.1', '2001:db8:1::1'] as const;

interface Entry {
  readonly lladdr?: string;
  readonly state: readonly string[];
}

async function entryOf(host: AgentHost, address: string, device: string): Promise<Entry | undefined> {
  const words = ['ip', '-j', 'neigh', 'show', 'nud', 'all', 'to', address, 'dev', device];
  return (JSON.parse((await host.lab.hostOk(words)).stdout || '[]') as Entry[])[0];
}

const statesOf = (host: AgentHost, device: string) =>
  Promise.all(gateways.map(async (address) => (await entryOf(host, address, device))?.state.join(' ')));

/** Gives `device` entries of both gateways. */
async function pin(host: AgentHost, device: string, nud: string): Promise<void> {
  for (const address of gateways) {
    await host.lab.hostOk(['ip', 'neigh', 'replace', address, 'lladdr', routerMac, 'dev', device, 'nud', nud]);
  }
}

const gatewayOf = async (host: AgentHost) => (await verify(host)).findings.find(({ check }) => check === 'gateway');
const router = (host: AgentHost, line: string) => host.lab.router(['sh', '-c', line]);

describe("the gateway's neighbour entry", () => {
  // An advertised one would be a third gateway, which answers for the others.
  const host = useAgentHost({ fresh: true, routerAdvertisements: 'ignored' });

  for (const nud of ['permanent', 'noarp']) {
    it(`stays ${nud} through reads, changes and undos`, async () => {
      const pinned = [nud.toUpperCase(), nud.toUpperCase()];
      await pin(host, 'eth0', nud);
      const { warnings } = await host.create();
      assert.deepEqual(await statesOf(host, 'br0'), pinned, 'CreateBridge');
      assert.deepEqual(warnings, [], 'they answer an echo request');
      assert.equal((await gatewayOf(host))?.status, 'pass');
      assert.deepEqual(await statesOf(host, 'br0'), pinned, 'Verify');
      await host.delete();
      assert.deepEqual(await statesOf(host, 'eth0'), pinned, 'DeleteBridge');
      const { transaction } = await host.create({ 'confirm-within': 600 });
      await host.reply('Rollback', [transaction]);
      assert.deepEqual(await statesOf(host, 'eth0'), pinned, 'Rollback');
    });
  }

  it('is not probed if it is permanent and the gateway ignores echo requests, and callers are warned', async () => {
    await router(
      host,
      'iptables -A INPUT -p icmp -j DROP; ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-request -j DROP',
    );
    await pin(host, 'eth0', 'permanent');
    const { state, warnings } = await host.create();
    assert.equal(state, 'committed');
    for (const address of gateways) {
      assert.ok(
        warnings.some((warning) => warning.includes(`'${address}'`) && warning.includes('not checked')),
        warnings.join('\n'),
      );
    }
    const finding = await gatewayOf(host);
    assert.equal(finding?.status, 'skip');
    assert.match(finding.message, /192\.0\.2\.1 2001:db8:1::1/);
    assert.deepEqual(await statesOf(host, 'br0'), ['PERMANENT', 'PERMANENT']);
  });

  it('is as before after probing a gateway that does not answer', async () => {
    await host.create();
    await router(host, 'ip addr del 192.0.2.1/24 dev lan0; ip addr del 2001:db8:1::1/64 dev lan0');
    await pin(host, 'br0', 'stale');
    assert.equal((await gatewayOf(host))?.status, 'fail');
    for (const address of gateways) {
      assert.deepEqual(await entryOf(host, address, 'br0').then((entry) => [entry?.lladdr, entry?.state]), [
        routerMac,
        ['STALE'],
      ]);
    }
  });

  it('is created if there is none, and again after a failed probe', async () => {
    await host.create();
    for (const address of gateways) await host.lab.hostOk(['ip', 'neigh', 'del', address, 'dev', 'br0']);
    assert.equal((await gatewayOf(host))?.status, 'pass');
    assert.deepEqual(await statesOf(host, 'br0'), ['REACHABLE', 'REACHABLE']);
    for (const address of gateways) {
      await host.lab.hostOk(['ip', 'neigh', 'replace', address, 'dev', 'br0', 'nud', 'failed']);
    }
    // Callers share a reply for some seconds.
    await eventually('it is probed again', async () => {
      assert.equal((await gatewayOf(host))?.status, 'pass');
      return (await statesOf(host, 'br0')).join() === 'REACHABLE,REACHABLE';
    });
  });

  it('counts as an answer if it was just confirmed', async () => {
    await host.create();
    await router(host, 'ip addr del 192.0.2.1/24 dev lan0; ip addr del 2001:db8:1::1/64 dev lan0');
    await pin(host, 'br0', 'reachable');
    assert.equal((await gatewayOf(host))?.status, 'pass');
  });
});
