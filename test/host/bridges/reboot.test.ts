import assert from 'node:assert/strict';
import { useAgentHost, type Options } from '../../lab/agent-host/agent-host.ts';
import { essenceOf } from '../../lab/agent-host/kernel.ts';
import { networkOf } from '../../lab/agent-host/snapshot.ts';

const changes: readonly (readonly [string, Options])[] = [
  ['with what the interface had', {}],
  [
    'with other addresses, a smaller MTU and STP',
    {
      addressing: 'static',
      addresses: ['192.0.2.30/24', '2001:db8:1::30/64'],
      gateways: ['192.0.2.1', '2001:db8:1::1'],
      mtu: 1400,
      stp: true,
      'forward-delay': 4,
    },
  ],
];

describe('the next boot', () => {
  const host = useAgentHost({ fresh: true });

  for (const [what, options] of changes) {
    it(`makes from the files what was live before: a bridge ${what}`, async () => {
      await host.create(options);
      const live = await essenceOf(host.lab);
      await host.lab.reboot();
      assert.deepEqual(await essenceOf(host.lab), live);
      await host.startAgent();
      const [healthy, findings] = await host.reply('Verify', ['br0', {}]);
      assert.equal(healthy, true, JSON.stringify(findings, null, 1));
    });
  }

  it('keeps what DeleteBridge needs to restore everything', async () => {
    const start = await networkOf(host.lab);
    await host.create();
    await host.lab.reboot();
    await host.startAgent();
    await host.delete();
    assert.deepEqual(await networkOf(host.lab), start);
  });
});
