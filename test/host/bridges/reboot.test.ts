import assert from 'node:assert/strict';
import { useBench, type Options } from '../../lab/agent-host/agent-host.ts';
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
  const bench = useBench({ fresh: true });

  for (const [what, options] of changes) {
    it(`makes of the files what is live: a bridge ${what}`, async () => {
      await bench.create(options);
      const live = await essenceOf(bench.lab);
      await bench.lab.reboot();
      assert.deepEqual(await essenceOf(bench.lab), live);
      await bench.startAgent();
      const [healthy, findings] = await bench.reply('Verify', ['br0', {}]);
      assert.equal(healthy, true, JSON.stringify(findings, null, 1));
    });
  }

  it('still has what DeleteBridge needs to give everything back', async () => {
    const start = await networkOf(bench.lab);
    await bench.create();
    await bench.lab.reboot();
    await bench.startAgent();
    await bench.delete();
    assert.deepEqual(await networkOf(bench.lab), start);
  });
});
