/** A bridge's profiles as our last change that was kept has left them. */
import { noFile } from '../../../../model/host-file.ts';
import { keptStepsOf } from '../../../../model/originals.ts';
import type { FileStep } from '../../../../model/plan.ts';
import type { Transaction } from '../../../../model/transaction.ts';
import { originOf } from '../profiles/folders.ts';
import type { ReadProfile } from '../profiles/owner.ts';
import { profileOf, settingsOf } from '../profiles/profile.ts';

/** The bridge's first, then those of its ports; none where we have not written any. @param history newest first. */
export function recordedProfiles(bridge: string, history: readonly Transaction[]): readonly ReadProfile[] {
  const all = lastTexts(history).flatMap(readStep);
  const own = all.find(({ settings }) => settings.type === 'bridge' && settings.interfaceName === bridge);
  const names = [bridge, own?.profile.uuid];
  const ports = all.filter(({ settings: { controller } }) => controller !== undefined && names.includes(controller));
  return [...(own === undefined ? [] : [own]), ...ports];
}

/** The last step for each file of a profile. */
function lastTexts(history: readonly Transaction[]): readonly FileStep[] {
  const steps = keptStepsOf('file', history).filter(({ path }) => isProfile(path));
  return steps.filter((step, index) => steps.findIndex(({ path }) => path === step.path) === index);
}

function isProfile(path: string): boolean {
  return ['etc', 'ifcfg'].includes(originOf(path, 0));
}

function readStep({ path, after, mode }: FileStep): readonly ReadProfile[] {
  if (after === null) return [];
  const profile = profileOf({ ...noFile(path, mode), text: after }, originOf(path, 0));
  const settings = settingsOf(profile);
  return settings === undefined ? [] : [{ profile, settings }];
}
