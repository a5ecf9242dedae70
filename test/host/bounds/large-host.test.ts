import assert from 'node:assert/strict';
import { useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { answerOf } from '../../lab/agent-host/client.ts';
import { expectError } from '../../lab/agent-host/expectations.ts';
import { installed, mostMemory } from './installed.ts';

const [taps, veths, macvlans, routes, neighbours] = [1022, 990, 996, 20_000, 10_000];

function many(count: number, line: (index: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => line(index));
}

/** `7.209`, for the 2001st of a network's. */
function place(index: number): string {
  return `${index >> 8}.${index & 255}`;
}

describe('a host with thousands of interfaces, routes and neighbours', () => {
  const host = useAgentHost({ agent: installed });

  async function batch(...lines: readonly string[]): Promise<void> {
    await host.lab.hostOk(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n`, timeoutMs: 240_000 });
  }

  async function count(...words: readonly string[]): Promise<number> {
    return (JSON.parse((await host.lab.hostOk(['ip', '-json', ...words])).stdout) as readonly unknown[]).length;
  }

  it('gets a bridge that takes all of them over, and can be looked at and confirmed', async () => {
    await batch(
      ...many(veths, (index) => `link add w${index} type veth peer name x${index}`),
      ...many(macvlans, (index) => `link add z${index} link w${index % veths} type macvlan mode bridge`),
      'addr add 198.18.0.1/15 dev eth0',
      ...many(routes, (index) => `route add 10.${place(index)}.0/24 via 192.0.2.1 dev eth0`),
      ...many(
        neighbours,
        (index) => `neigh add 198.19.${place(index)} lladdr 52:54:00:00:00:99 dev eth0 nud permanent`,
      ),
    );
    const { transaction } = await host.create({ 'confirm-within': 3600 });
    assert.equal(await count('route', 'show', 'dev', 'br0', 'via', '192.0.2.1'), routes + 1);
    assert.equal(await count('neigh', 'show', 'nud', 'permanent', 'dev', 'br0'), neighbours);
    const [details] = await host.reply('GetTransaction', [transaction], 'root');
    const { plan } = details as { readonly plan: readonly { readonly kind: string; readonly preview: string }[] };
    const preview = plan.find(({ kind }) => kind === 'links')?.preview.split('\n') ?? [];
    assert.equal(preview.filter((line) => line.startsWith('ip route replace 10.')).length, routes);
    await host.reply('Confirm', [transaction]);
  }).timeout(600_000);

  it('is looked at as a small one is, with as many ports as a bridge can have', async () => {
    await batch(
      ...many(taps, (index) => `tuntap add dev q${index} mode tap`),
      ...many(taps, (index) => `link set q${index} master br0`),
    );
    const [healthy, findings] = await host.reply('Verify', ['br0', {}]);
    assert.equal(healthy, true);
    assert.ok(JSON.stringify(findings).length < 16_384, `${JSON.stringify(findings).length} characters`);
    const [bridges] = (await host.reply('ListBridges')) as [{ ports: unknown[] }[]];
    assert.equal(bridges[0]?.ports.length, taps + 1);
    const [interfaces] = (await host.reply('ListInterfaces')) as [unknown[]];
    assert.equal(interfaces.length, (await count('link', 'show')) - 1);
    const client = await answerOf(host.lab, 'interfaces', { user: 'operator1' });
    assert.equal((client.value as unknown[]).length, interfaces.length, client.stderr);
  }).timeout(600_000);

  it('says of a thousand ports in use the first, and how many more', async () => {
    const sentence = expectError(await host.call('DeleteBridge', ['br0', {}]), 'Busy');
    assert.match(sentence, /is in use by 'q0', 'q1', 'q2', 'q3' and 1018 more; /);
  }).timeout(600_000);

  it('has everything back once the bridge is deleted, also after a rollback, and the agent has stayed small', async () => {
    await batch(...many(taps, (index) => `link delete q${index}`));
    const { transaction } = await host.delete();
    assert.equal(await count('route', 'show', 'dev', 'eth0', 'via', '192.0.2.1'), routes + 1);
    await host.reply('Rollback', [transaction]);
    assert.equal(await count('route', 'show', 'dev', 'br0', 'via', '192.0.2.1'), routes + 1);
    await host.delete();
    assert.equal(await count('route', 'show', 'dev', 'eth0', 'via', '192.0.2.1'), routes + 1);
    const most = await mostMemory(host.agent.pid);
    assert.ok(most < 200, `${most} MiB`);
  }).timeout(600_000);
});
