/** Other profiles that NetworkManager could give a card at boot in the place of its own. */
import { AgentError } from '../../../../contract/errors.ts';
import { listOf } from '../../../../contract/list-of.ts';
import { quoted } from '../../../../contract/quoted.ts';
import { linkNamed } from '../../../../model/links.ts';
import type { StackState } from '../../../../model/host-state.ts';
import type { NetworkManagerProfile } from '../../../../model/network-config.ts';
import { configOf, readProfiles, type ReadProfile } from '../profiles/owner.ts';
import { named } from './requirements.ts';

/** nm-settings-nmcli(5): connection.autoconnect-priority. */
export const highest = 999;

/**
 * Those that fit the device and are started at boot, besides its own. NetworkManager's own word counts where it runs: it also
 * knows the card's permanent address. @param own the UUID of the device's profile.
 */
export function rivalsOf(device: string, own: string, state: StackState): readonly ReadProfile[] {
  const available = configOf(state).devices[device]?.available;
  const all = readProfiles(state);
  const type = all.find(({ profile }) => profile.uuid === own)?.settings.type ?? '802-3-ethernet';
  return all.filter(({ profile, settings }) => {
    const isBoots = settings.autoconnect && profile.origin !== 'memory' && profile.uuid !== own;
    if (!isBoots || settings.type !== type) return false;
    return (available?.includes(profile.file.path) ?? false) || fits(device, settings, state);
  });
}

function fits(device: string, { type, interfaceName, mac }: ReadProfile['settings'], state: StackState): boolean {
  const own = state.live ? linkNamed(device, state.links)?.mac.toLowerCase() : undefined;
  // A VLAN's or a bond's says which one it makes.
  if (type !== '802-3-ethernet') return interfaceName === device;
  return (interfaceName ?? device) === device && (mac === undefined || own === undefined || mac === own);
}

export interface Outranking {
  /** What `autoconnect-priority` becomes; undefined where it can stay. */
  readonly priority: number | undefined;
  readonly warnings: readonly string[];
}

/** NetworkManager takes the profile with the highest priority, and of equal ones the last used. Throws AgentError(Refused). */
export function outrank(
  device: string,
  own: { readonly profile: NetworkManagerProfile; readonly settings: ReadProfile['settings'] },
  state: StackState,
): Outranking {
  const rivals = rivalsOf(device, own.profile.uuid, state).filter(
    ({ settings }) => settings.priority >= own.settings.priority,
  );
  const [first] = rivals.toSorted((one, other) => other.settings.priority - one.settings.priority);
  if (first === undefined) return { priority: undefined, warnings: [] };
  const priority = first.settings.priority + 1;
  if (priority > highest) {
    throw new AgentError(
      'Refused',
      `${named(first.profile)} would take interface '${device}' at the next boot, for none can have a higher priority; lower its autoconnect-priority`,
    );
  }
  const names = listOf(rivals.map(({ profile }) => quoted(profile.id)));
  return {
    priority,
    warnings: [
      `the profile ${names} fits '${device}' too; the bridge's port gets a higher autoconnect-priority, ${priority}`,
    ],
  };
}
