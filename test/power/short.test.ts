import assert from 'node:assert/strict';
import { PowerBench, type Steps } from './power-host.ts';

/** Two of those in whole.test.ts, which take a boot each. */
describe('a host whose power is cut in the middle of a change', function () {
  this.timeout(1_800_000);
  let bench: PowerBench;
  let steps: Steps;

  before('boot a virtual machine', async () => {
    bench = await PowerBench.start();
    steps = await bench.steps('CreateBridge', ['br0', 'eth0']);
  });

  after('switch it off', () => bench.machine.stop());

  it('boots with its old network, when the kernel had the bridge already', async () => {
    await bench.machine.load('plain');
    await bench.cutDuring(`marked done ${steps.links}`, 'CreateBridge', ['br0', 'eth0', {}]);
    assert.equal(await bench.expectEnding(['plain']), 'plain');
  });

  it('boots with its old network, when it was about to get that back, and is as able as before', async () => {
    await bench.machine.load('plain');
    const transaction = await bench.onProbation();
    await bench.cutDuring('put_back', 'Rollback', [transaction]);
    assert.equal(await bench.expectWhole(['plain']), 'plain');
  });
});
