import assert from 'node:assert/strict';
import { PowerHost } from './power-host.ts';

/** Two of the cuts of whole.test.ts, each of which takes a boot. */
describe('a host whose power is cut in the middle of a change', function () {
  this.timeout(1_800_000);
  let host: PowerHost;

  before('boot a virtual machine', async () => {
    host = await PowerHost.start();
  });

  after('switch it off', () => host.machine.stop());

  it('boots with its old network if the kernel already had the bridge', async () => {
    await host.machine.load('plain');
    await host.cutDuring('joined', 'CreateBridge', ['br0', 'eth0', {}]);
    assert.equal(await host.expectEnding(['plain']), 'plain');
  });

  it('boots with its old network if the cut came during the undo, and can be changed again', async () => {
    await host.machine.load('plain');
    const transaction = await host.onProbation();
    await host.cutDuring('put_back', 'Rollback', [transaction]);
    assert.equal(await host.expectWhole(['plain']), 'plain');
  });
});
