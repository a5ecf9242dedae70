/** A host with one profile's file written, as plans look at it. */
import type { HostFile } from '../../../../model/host-file.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { originOf } from '../profiles/folders.ts';
import { configOf } from '../profiles/owner.ts';
import { profileOf } from '../profiles/profile.ts';

/** @param file where it is, or will be. Its mode becomes root's alone, or NetworkManager passes it over. */
export function withProfile(state: HostState, file: HostFile, text: string): HostState {
  const config = configOf(state);
  const { path, mode } = file;
  const origin = originOf(path, 0);
  const written = profileOf({ ...file, text, mode: origin === 'etc' ? mode & ~0o077 : mode }, origin);
  const place = config.profiles.findIndex((one) => one.file.path === path);
  const profiles = place < 0 ? [...config.profiles, written] : config.profiles.with(place, written);
  return { ...state, network: { ...state.network, 'network-manager': { ...config, profiles } } };
}
