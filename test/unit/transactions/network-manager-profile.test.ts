import assert from 'node:assert/strict';
import { readBootId } from '../../../src/host/namespaces.ts';
import type { NetworkManagerProfileStep } from '../../../src/model/plan.ts';
import { previewStep } from '../../../src/transactions/steps/steps.ts';
import { UndoScene } from './undo-scene.ts';

const uuid = '0a8b2a53-6f5f-4a53-8b12-0c5f1c2f6a11';
const step: NetworkManagerProfileStep = { kind: 'network-manager-profile', title: '', uuid };
const back: NetworkManagerProfileStep = { ...step, when: 'undo', undoIfBegun: 1 };

describe('a profile that NetworkManager activates', () => {
  it('is shown as the commands that are run', () => {
    const commands = `nmcli connection reload\nnmcli --wait 90 connection up uuid ${uuid}\n`;
    assert.equal(previewStep(step, true), commands);
    assert.equal(previewStep(back, true), commands.replaceAll(/^nmcli/gm, '# only on rollback: nmcli'));
  });

  /** What an undo runs of nmcli(1), which `answers`. @returns the state, too. */
  async function undo(
    marks: string,
    answers = 'exit 0',
    steps: readonly NetworkManagerProfileStep[] = [back, step],
  ): Promise<readonly (string | undefined)[]> {
    const scene = new UndoScene(steps, marks, { bootId: await readBootId() });
    try {
      scene.program('nmcli', `echo "$*" >>$root/calls\n${answers}`);
      scene.undo();
      return [scene.state(), scene.read('/calls')];
    } finally {
      scene.remove();
    }
  }

  it('is replaced by the one before, if it had begun', async () => {
    const calls = `connection reload\n--wait 90 connection up uuid ${uuid}\n`;
    assert.deepEqual(await undo('begin 0\nbegin 1\n'), ['state.rolled-back', calls]);
    assert.deepEqual(await undo('begin 0\ndone 0\n'), ['state.rolled-back', undefined]);
  });

  it('is none where profiles are only read, as after an undo', async () => {
    const reload: NetworkManagerProfileStep = { kind: 'network-manager-profile', title: '' };
    assert.equal(previewStep(reload, true), 'nmcli connection reload\n');
    const steps = [{ ...reload, when: 'undo' as const }, reload];
    assert.deepEqual(await undo('begin 0\ndone 0\n', 'exit 0', steps), ['state.rolled-back', 'connection reload\n']);
    assert.deepEqual(await undo('begin 0\ndone 0\n', 'exit 1', steps), [
      'state.rollback-incomplete',
      'connection reload\n',
    ]);
    assert.deepEqual(await undo('', 'exit 0', steps), ['state.rolled-back', undefined]);
  });

  it('is reported where NetworkManager does not activate the one before', async () => {
    const [state] = await undo('begin 0\nbegin 1\n', 'exit 1');
    assert.equal(state, 'state.rollback-incomplete');
  });
});
