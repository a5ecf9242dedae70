import assert from 'node:assert/strict';
import type { Host } from '../../../src/host/host.ts';
import type { NetworkManagerStateStep } from '../../../src/model/plan.ts';
import type { Unsettled } from '../../../src/transactions/steps/step-kind.ts';
import { previewStep, whatIsUnsettled } from '../../../src/transactions/steps/steps.ts';

const uuid = '0a8b2a53-6f5f-4a53-8b12-0c5f1c2f6a11';
const step: NetworkManagerStateStep = { kind: 'network-manager-state', title: '', device: 'br0', uuid, owned: true };

/** What NetworkManager 1.42 answers; nothing where the answer is undefined. */
interface Answers {
  readonly device?: string;
  readonly state?: number;
  readonly active?: string;
  readonly uuid?: string;
  readonly flags?: number;
  readonly starting?: boolean;
}

const path = '/org/freedesktop/NetworkManager';

/** @returns what is left to do. */
function unsettled(answers: Answers, one = step): Promise<Unsettled | undefined> {
  const {
    device = `${path}/Devices/3`,
    state = 100,
    active = `${path}/ActiveConnection/2`,
    flags = 0x4d,
    starting = true,
  } = answers;
  const run = (_program: string, words: readonly string[]) => {
    if (words.includes('Startup'))
      return Promise.resolve({ exitCode: 0, stdout: `b ${String(starting)}\n`, stderr: '' });
    const lines = words.includes('GetDeviceByIpIface')
      ? [`o "${device}"`]
      : words.includes(`${path}/Devices/3`)
        ? [`u ${state}`, `o "${active}"`]
        : [`s "${answers.uuid ?? uuid}"`, `u ${flags}`];
    return Promise.resolve({ exitCode: device === '' ? 1 : 0, stdout: `${lines.join('\n')}\n`, stderr: '' });
  };
  return whatIsUnsettled([one], { commands: { run } } as unknown as Host);
}

describe('a device that NetworkManager is to go on with', () => {
  it('is settled once its profile is active there, by more than watching', async () => {
    assert.equal(await unsettled({}), undefined);
  });

  const others: readonly (readonly [what: string, answers: Answers, found: RegExp])[] = [
    ['NetworkManager does not know it', { device: '' }, /does not have it active/],
    ['no profile is active there', { active: '/' }, /does not have it active/],
    ['another profile is', { uuid: 'another' }, /has the profile 'another' active/],
    ['it is only watched', { flags: 0x4d | 0x80 }, /only watches it/],
    ['it waits for a lease', { state: 70 }, /has not completed it/],
  ];
  for (const [what, answers, found] of others) {
    it(`is not while ${what}`, async () => {
      const left = await unsettled(answers);
      assert.match(left?.what ?? '', found);
      assert.equal(left?.final, false);
    });
  }

  it('will not be any more once NetworkManager has started', async () => {
    assert.equal((await unsettled({ flags: 0x80, starting: false }))?.final, true);
    assert.equal((await unsettled({ state: 70, starting: false }))?.final, false);
  });

  it('is not waited for where only an undo would make it', async () => {
    assert.equal(await unsettled({ device: '' }, { ...step, when: 'undo' }), undefined);
  });

  it('is shown as the file that NetworkManager finds', () => {
    const text = `[device]\nmanaged=true\nconnection-uuid=${uuid}\nnm-owned=true\n`;
    assert.equal(previewStep(step, true), `# /run/NetworkManager/devices/<the index of 'br0'>\n${text}`);
    assert.match(previewStep({ ...step, when: 'undo' }, true), /^# only on rollback: /);
  });
});
