/** A bridge's profiles, made right again: corrected where that does it, else written again as they were. */
import type { Check } from '../../../../model/finding.ts';
import { noFile, type HostFile } from '../../../../model/host-file.ts';
import type { HostState } from '../../../../model/host-state.ts';
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';
import type { Transaction } from '../../../../model/transaction.ts';
import type { Repair } from '../../../interfaces/aspect.ts';
import { corrected, outranking } from './corrections.ts';
import { bridgeProfile, configOf, readProfiles, type ReadProfile } from '../profiles/owner.ts';
import { uplinkOf } from '../profiles/ports.ts';
import { recordedProfiles } from './recorded.ts';
import { withProfile } from './replaced-profile.ts';
import { profileSteps } from '../profiles/profile-steps.ts';
import { bridgeProblems } from '../verify/bridge-profile.ts';
import { portProblems } from '../verify/port-profile.ts';
import { verifyProfiles } from '../verify/profiles.ts';

interface RepairedFiles {
  readonly repairs: readonly Repair[];
  /** The host with them. */
  readonly after: HostState;
}

/** Never throws. @param history newest first. */
export function planRepairFiles(bridge: string, state: HostState, history: readonly Transaction[]): RepairedFiles {
  const recorded = recordedProfiles(bridge, history);
  const restored = recorded.reduce((so, one) => withRecorded(bridge, one, so), corrected(bridge, state));
  const after = outranking(bridge, restored);
  const still = failedChecks(bridge, after);
  const written = profileSteps(state, after, 'so that the next boot makes the bridge');
  const conflict = failedChecks(bridge, state).includes('config-conflict') && !still.includes('config-conflict');
  return {
    after,
    repairs: written.map(({ step, isBridge }) => {
      const check = isBridge ? 'config-bridge' : 'config-interface';
      const also = conflict ? (['config-conflict'] as const) : [];
      return { check, steps: [step], also, partly: still.includes(check) };
    }),
  };
}

function failedChecks(bridge: string, state: HostState): readonly Check[] {
  const findings = verifyProfiles(bridge, uplinkOf(bridge, state), state);
  return findings.filter(({ status }) => status === 'fail').map(({ check }) => check);
}

/** As it was recorded, where that is better than what is there. */
function withRecorded(bridge: string, recorded: ReadProfile, state: HostState): HostState {
  const { uuid, file } = recorded.profile;
  const now = readProfiles(state).find(({ profile }) => profile.uuid === uuid && profile.origin !== 'memory');
  const isOurs = now === undefined || ['etc', 'ifcfg'].includes(now.profile.origin);
  const place = now?.profile.file ?? freePlace(recorded, state);
  const isBetter = now === undefined || badness(bridge, now, state) > badness(bridge, recorded, state);
  if (!isOurs || !isBetter || place === undefined || place.problem !== undefined) return state;
  return withProfile(state, place, file.text ?? '');
}

/** How many things about it would break the next boot; most of all that it is for something else. */
function badness(bridge: string, one: ReadProfile, state: HostState): number {
  const { type, controller, interfaceName } = one.settings;
  if (type === 'bridge' && interfaceName !== bridge) return Infinity;
  if (type !== 'bridge' && ![bridge, bridgeProfile(bridge, state)?.profile.uuid].includes(controller ?? '')) {
    return Infinity;
  }
  const problems = type === 'bridge' ? bridgeProblems(bridge, one, state) : portProblems(bridge, one, state);
  return problems.filter(({ status }) => status === 'fail').length;
}

/** Its own path, or another where somebody has put another profile there; undefined where none is free. */
function freePlace({ profile: { file, origin } }: ReadProfile, state: HostState): HostFile | undefined {
  const taken = (path: string): NetworkManagerProfile | undefined =>
    configOf(state).profiles.find((one) => one.file.path === path);
  const there = taken(file.path);
  // One that cannot be read may be ours.
  if (there?.shown === undefined) return there?.file ?? noFile(file.path, file.mode);
  const other = file.path.replace(/(?:\.nmconnection)?$/, '-bridgehead.nmconnection');
  return origin === 'etc' && taken(other) === undefined ? noFile(other, file.mode) : undefined;
}
