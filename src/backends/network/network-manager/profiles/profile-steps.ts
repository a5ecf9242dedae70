/** The steps that write the profiles in which two states of a host differ. */
import { quoted } from '../../../../contract/quoted.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { FileStep } from '../../../../model/plan.ts';
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';
import { configOf } from './owner.ts';
import { settingsOf } from './profile.ts';

interface Written {
  readonly step: FileStep;
  readonly isBridge: boolean;
}

/** @param why how their titles end: `so that …`. */
export function profileSteps(before: HostState, after: HostState, why: string): readonly Written[] {
  return configOf(after).profiles.flatMap((profile) => stepFor(profile, before, why));
}

/** A mode alone may differ too. */
function stepFor(profile: NetworkManagerProfile, before: HostState, why: string): readonly Written[] {
  const { file, id } = profile;
  const there = configOf(before).profiles.find((one) => one.file.path === file.path)?.file;
  const [text, after] = [there?.text ?? null, file.text];
  if (after === undefined || (text === after && there?.mode === file.mode)) return [];
  const title = `${text === null ? 'write' : 'correct'} the profile ${quoted(id)}, ${why}`;
  const modes = { mode: file.mode, ...(text === null ? {} : { modeBefore: there?.mode ?? file.mode }) };
  const step = { kind: 'file', title, path: file.path, before: text, after, ...modes } as const;
  return [{ step, isBridge: settingsOf(profile)?.type === 'bridge' }];
}
