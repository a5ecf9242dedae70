import assert from 'node:assert/strict';
import { eventually } from '../../lab/eventually.ts';
import { useBench, type Bench } from '../../lab/agent-host/agent-host.ts';
import { verify } from '../../lab/agent-host/findings.ts';

const routerMac = '52:54:00:00:00:01';
const gateways = ['192.0.2.1', '2001:db8:1::1'] as const;

interface Entry {
  readonly lladdr?: string;
  readonly state: readonly string[];
}

async function entryOf(bench: Bench, address: string, device: string): Promise<Entry | undefined> {
  const words = ['ip', '-j', 'neigh', 'show', 'nud', 'all', 'to', address, 'dev', device];
  return (JSON.parse((await bench.lab.hostOk(words)).stdout || '[]') as Entry[])[0];
}

const statesOf = (bench: Bench, device: string) =>
  Promise.all(gateways.map(async (address) => (await entryOf(bench, address, device))?.state.join(' ')));

/** Gives `device` entries of both gateways. */
async function pin(bench: Bench, device: string, nud: string): Promise<void> {
  for (const address of gateways) {
    await bench.lab.hostOk(['ip', 'neigh', 'replace', address, 'lladdr', routerMac, 'dev', device, 'nud', nud]);
  }
}

const gatewayOf = async (bench: Bench) => (await verify(bench)).findings.find(({ check }) => check === 'gateway');
const router = (bench: Bench, line: string) => bench.lab.router(['sh', '-c', line]);

describe("the gateway's neighbour entry", () => {
  const bench = useBench({ fresh: true });

  for (const nud of ['permanent', 'noarp']) {
    it(`stays ${nud}, whatever is asked, changed and undone`, async () => {
      const pinned = [nud.toUpperCase(), nud.toUpperCase()];
      await pin(bench, 'eth0', nud);
      const { warnings = [] } = await bench.create();
      assert.deepEqual(await statesOf(bench, 'br0'), pinned, 'CreateBridge');
      assert.deepEqual(warnings, [], 'they answer an echo request');
      assert.equal((await gatewayOf(bench))?.status, 'pass');
      assert.deepEqual(await statesOf(bench, 'br0'), pinned, 'Verify');
      await bench.delete();
      assert.deepEqual(await statesOf(bench, 'eth0'), pinned, 'DeleteBridge');
      const { transaction } = await bench.create({ 'confirm-within': 600 });
      await bench.reply('Rollback', [transaction]);
      assert.deepEqual(await statesOf(bench, 'eth0'), pinned, 'Rollback');
    });
  }

  it('that is permanent, of a gateway that answers no echo request, is not asked for, and everybody is told', async () => {
    await router(
      bench,
      'iptables -A INPUT -p icmp -j DROP; ip6tables -A INPUT -p icmpv6 --icmpv6-type echo-request -j DROP',
    );
    await pin(bench, 'eth0', 'permanent');
    const { state, warnings = [] } = await bench.create();
    assert.equal(state, 'committed');
    for (const address of gateways) {
      assert.ok(
        warnings.some((warning) => warning.includes(`'${address}'`) && warning.includes('not checked')),
        warnings.join('\n'),
      );
    }
    const finding = await gatewayOf(bench);
    assert.equal(finding?.status, 'skip');
    assert.match(finding.message, /192\.0\.2\.1 2001:db8:1::1/);
    assert.deepEqual(await statesOf(bench, 'br0'), ['PERMANENT', 'PERMANENT']);
  });

  it('is as good as before once a gateway has been asked that does not answer', async () => {
    await bench.create();
    await router(bench, 'ip addr del 192.0.2.1/24 dev lan0; ip addr del 2001:db8:1::1/64 dev lan0');
    await pin(bench, 'br0', 'stale');
    assert.equal((await gatewayOf(bench))?.status, 'fail');
    for (const address of gateways) {
      assert.deepEqual(await entryOf(bench, address, 'br0').then((entry) => [entry?.lladdr, entry?.state]), [
        routerMac,
        ['STALE'],
      ]);
    }
  });

  it('is made where there is none, and again where the last question failed', async () => {
    await bench.create();
    for (const address of gateways) await bench.lab.hostOk(['ip', 'neigh', 'del', address, 'dev', 'br0']);
    assert.equal((await gatewayOf(bench))?.status, 'pass');
    assert.deepEqual(await statesOf(bench, 'br0'), ['REACHABLE', 'REACHABLE']);
    for (const address of gateways) {
      await bench.lab.hostOk(['ip', 'neigh', 'replace', address, 'dev', 'br0', 'nud', 'failed']);
    }
    // An answer is everybody's for some seconds.
    await eventually('it is asked again', async () => {
      assert.equal((await gatewayOf(bench))?.status, 'pass');
      return (await statesOf(bench, 'br0')).join() === 'REACHABLE,REACHABLE';
    });
  });

  it('that was just confirmed is the answer', async () => {
    await bench.create();
    await router(bench, 'ip addr del 192.0.2.1/24 dev lan0; ip addr del 2001:db8:1::1/64 dev lan0');
    await pin(bench, 'br0', 'reachable');
    assert.equal((await gatewayOf(bench))?.status, 'pass');
  });
});
