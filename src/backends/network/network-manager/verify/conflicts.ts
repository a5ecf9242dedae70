/** Other profiles that a boot could give the bridge or its interface, for Verify. */
import { listOf } from '../../../../contract/list-of.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { failure, type Problem } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { modify } from './boot-problems.ts';
import { bridgeProfiles, type ReadProfile } from '../profiles/owner.ts';
import { portProfileOf } from '../profiles/ports.ts';
import { rivalsOf } from '../guards/rivals.ts';

/** Never throws. Of two with the same priority NetworkManager takes the last used. */
export function conflictProblems(bridge: string, uplink: string | undefined, state: HostState): readonly Problem[] {
  const [own, ...others] = bridgeProfiles(bridge, state);
  const twins = own === undefined ? [] : winning(own, others);
  const port = uplink === undefined ? undefined : portProfileOf(uplink, bridge, state);
  const rivals = port === undefined ? [] : winning(port, rivalsOf(uplink ?? '', port.profile.uuid, state));
  return [
    ...(own === undefined || twins.length === 0 ? [] : [several(bridge, [own, ...twins], twins)]),
    ...(rivals.length === 0 ? [] : [several(uplink ?? '', rivals, rivals)]),
  ];
}

/** Those of the others that a boot could start in its place. */
export function winning({ settings: own }: ReadProfile, others: readonly ReadProfile[]): readonly ReadProfile[] {
  return others.filter(({ settings }) => settings.autoconnect && settings.priority >= own.priority);
}

/** @param wrong those that must not be started. */
function several(device: string, profiles: readonly ReadProfile[], wrong: readonly ReadProfile[]): Problem {
  const names = listOf(profiles.map(({ profile }) => quoted(profile.id)));
  const remedy = wrong.map(({ profile }) => modify(profile.uuid, 'connection.autoconnect no')).join(' && ');
  return failure(`the next boot may give '${device}' the profile ${names}`, 'one profile', names, remedy);
}
