import assert from 'node:assert/strict';
import { forgetService, restartByHand } from '../../lab/network-manager/network-manager.ts';
import { useBench } from '../bridges/bench.ts';
import { dropIn, runNetworkManager, statesOf, withoutSilence } from './looks.ts';

describe('a NetworkManager that no service manager knows', () => {
  const bench = useBench();

  before('it runs', async () => {
    await runNetworkManager(bench);
    await forgetService(bench.lab);
  });

  it('is told, silences nobody, and remembers it when it starts again', async () => {
    await withoutSilence(bench, async () => {
      await bench.create();
      assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), ['unmanaged', 'unmanaged']);
      await restartByHand(bench.lab);
    });
    assert.deepEqual(await statesOf(bench, 'eth0', 'br0'), ['unmanaged', 'unmanaged']);
    assert.equal((await bench.create()).changed, false);
  });

  it('has the interface back without a silence', async () => {
    await withoutSilence(bench, async () => {
      await bench.delete();
      assert.notEqual((await statesOf(bench, 'eth0'))[0], 'unmanaged');
    });
    assert.equal(bench.lab.exists(dropIn()), false);
  });

  it('has it back by a rollback too', async () => {
    await withoutSilence(bench, async () => {
      const { transaction } = await bench.create({ 'confirm-within': 600 });
      await bench.reply('Rollback', [transaction]);
    });
    assert.notEqual((await statesOf(bench, 'eth0'))[0], 'unmanaged');
  });
});
