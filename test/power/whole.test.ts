import assert from 'node:assert/strict';
import type { CallArgument } from '../lab/bus-call.ts';
import { PowerHost, type Ending, type Steps } from './power-host.ts';

/** A moment of a call for cut.sh, and the states allowed after the next boot. */
type Moment = readonly [what: string, moment: (steps: Steps) => string, ...allowed: Ending[]];

const createMoments: readonly Moment[] = [
  ['its journal is being written', () => 'drafting', 'plain'],
  ['its first file is about to be written', ({ files }) => `marked begin ${files[0] ?? ''}`, 'plain'],
  ['its last file has been written', ({ files }) => `marked done ${files.at(-1) ?? ''}`, 'plain'],
  ['the kernel is about to be changed', ({ links }) => `marked begin ${links}`, 'plain'],
  ['its result is being checked', () => 'joined', 'plain'],
  ['it is being committed', () => 'in_state committed 1', 'plain', 'bridged'],
];

const deleteMoments: readonly Moment[] = [
  ['its first file is about to be written', ({ files }) => `marked begin ${files[0] ?? ''}`, 'bridged'],
  ['its last file has been written', ({ files }) => `marked done ${files.at(-1) ?? ''}`, 'bridged'],
  ['the kernel is about to be changed', ({ links }) => `marked begin ${links}`, 'bridged'],
  ['its result is being checked', () => 'parted', 'bridged'],
  ['it is being committed', () => 'in_state committed 2', 'bridged', 'plain'],
];

/** Each test begins from a saved state and ends after a full boot. */
describe('a host whose power is cut', function () {
  this.timeout(1_800_000);
  let host: PowerHost;

  before('boot a virtual machine, without a bridge and with one', async () => {
    host = await PowerHost.start();
    await host.makeBridged();
  });

  after('switch it off', () => host.machine.stop());

  function cutsDuring(start: Ending, method: string, args: readonly string[], moments: readonly Moment[]): void {
    describe(`in ${method}`, () => {
      let steps: Steps;

      before('read the steps of its plan', async () => {
        await host.machine.load(start);
        steps = await host.steps(method, args);
      });

      beforeEach('load the saved state', () => host.machine.load(start));

      for (const [what, moment, ...allowed] of moments) {
        it(`while ${what}, boots ${allowed.join(' or ')}`, async () => {
          const call: readonly CallArgument[] = [...args, {}];
          await host.cutDuring(moment(steps), method, call);
          await host.expectWhole(allowed);
        });
      }
    });
  }

  cutsDuring('plain', 'CreateBridge', ['br0', 'eth0'], createMoments);
  cutsDuring('bridged', 'DeleteBridge', ['br0'], deleteMoments);

  describe('after a change was applied', () => {
    beforeEach('load the saved state', () => host.machine.load('plain'));

    it("boots with the change if it was cut right after the caller got 'committed'", async () => {
      await host.reply('CreateBridge', ['br0', 'eth0', {}]);
      await host.machine.cutPower();
      await host.expectWhole(['bridged']);
    });

    it('boots without the change if it was on probation', async () => {
      await host.onProbation();
      await host.machine.cutPower();
      await host.expectWhole(['plain']);
    });

    it('boots without the change on probation after a clean reboot, too', async () => {
      await host.onProbation();
      await host.machine.reboot();
      await host.expectWhole(['plain']);
    });

    it('boots without the change if it was being undone', async () => {
      const transaction = await host.onProbation();
      await host.cutDuring('in_state rolling-back 1', 'Rollback', [transaction]);
      await host.expectWhole(['plain']);
    });

    it("boots without the change if only the journal's last entry was missing after the undo", async () => {
      const transaction = await host.onProbation();
      await host.cutDuring('put_back', 'Rollback', [transaction]);
      await host.expectWhole(['plain']);
    });

    it('boots without the change if it was cut again during the undo at boot', async () => {
      await host.cutAtNextBoot('put_back');
      await host.onProbation();
      await host.machine.cutPower();
      assert.equal(await host.machine.file(host.cutAgain), undefined, 'there was a second cut');
      await host.expectWhole(['plain']);
    });
  });
});
