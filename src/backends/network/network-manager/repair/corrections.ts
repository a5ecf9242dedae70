/** What can be put right in a bridge's profiles as they are: all else in them stays. */
import type { HostState } from '../../../../model/host-state.ts';
import { AgentError } from '../../../../contract/errors.ts';
import { isTrusted } from '../verify/boot-problems.ts';
import { setKeys, removeGroup } from '../keyfile/edit.ts';
import { bridgeProfile, bridgeProfiles, portProfiles, type ReadProfile } from '../profiles/owner.ts';
import { deviceOf } from '../profiles/ports.ts';
import { withProfile } from './replaced-profile.ts';
import { highest, outrank } from '../guards/rivals.ts';
import { winning } from '../verify/conflicts.ts';

/** A profile of the bridge's that no boot starts, or one of a port's with addresses, no longer is so. Never throws. */
export function corrected(bridge: string, state: HostState): HostState {
  const own = bridgeProfile(bridge, state);
  const all = [...(own === undefined ? [] : [own]), ...portProfiles(bridge, state)];
  return all.reduce((so, one) => changed(so, one, started(one.settings.type === 'bridge' ? one : bare(one))), state);
}

/** Profiles that a boot could start in the place of the bridge's get a lower rank than those. Never throws. */
export function outranking(bridge: string, state: HostState): HostState {
  const [own, ...others] = bridgeProfiles(bridge, state);
  const above = own === undefined ? [] : winning(own, others).map(({ settings }) => settings.priority);
  const first = above.length === 0 ? undefined : Math.max(...above) + 1;
  const ranked = own === undefined ? state : withPriority(state, own, first);
  return portProfiles(bridge, ranked).reduce((so, port) => withPriority(so, port, rankOf(port, so)), ranked);
}

function rankOf(port: ReadProfile, state: HostState): number | undefined {
  const device = deviceOf(port, state);
  try {
    return device === undefined ? undefined : outrank(device, port, state).priority;
  } catch (error) {
    if (error instanceof AgentError) return undefined;
    throw error;
  }
}

function withPriority(state: HostState, one: ReadProfile, priority: number | undefined): HostState {
  if (priority === undefined || priority > highest) return state;
  const text = one.profile.file.text ?? '';
  return changed(state, one, setKeys(text, 'connection', { 'autoconnect-priority': String(priority) }));
}

function started({ profile, settings }: ReadProfile): string {
  const text = profile.file.text ?? '';
  const none = { permissions: undefined, ...(settings.autoconnect ? {} : { autoconnect: undefined }) };
  return setKeys(text, 'connection', none);
}

/** A port's profile without addresses. */
function bare(port: ReadProfile): ReadProfile {
  const { profile } = port;
  const text = (['ipv4', 'ipv6'] as const).reduce(removeGroup, profile.file.text ?? '');
  return { ...port, profile: { ...profile, file: { ...profile.file, text } } };
}

/** Not a file that is elsewhere, or that must not be read, and not an ifcfg file, which is only written again as a whole. */
export function changed(state: HostState, one: ReadProfile, text: string): HostState {
  const { file, origin } = one.profile;
  const same = file.text === text && isTrusted(one);
  return origin !== 'etc' || file.text === undefined || same ? state : withProfile(state, file, text);
}
