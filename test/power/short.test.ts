import assert from 'node:assert/strict';
import { PowerHost, type Steps } from './power-host.ts';

/** Two of those in whole.test.ts, which take a boot each. */
describe('a host whose power is cut in the middle of a change', function () {
  this.timeout(1_800_000);
  let host: PowerHost;
  let steps: Steps;

  before('boot a virtual machine', async () => {
    host = await PowerHost.start();
    steps = await host.steps('CreateBridge', ['br0', 'eth0']);
  });

  after('switch it off', () => host.machine.stop());

  it('boots with its old network, when the kernel had the bridge already', async () => {
    await host.machine.load('plain');
    await host.cutDuring(`marked done ${steps.links}`, 'CreateBridge', ['br0', 'eth0', {}]);
    assert.equal(await host.expectEnding(['plain']), 'plain');
  });

  it('boots with its old network, when it was about to get that back, and is as able as before', async () => {
    await host.machine.load('plain');
    const transaction = await host.onProbation();
    await host.cutDuring('put_back', 'Rollback', [transaction]);
    assert.equal(await host.expectWhole(['plain']), 'plain');
  });
});
