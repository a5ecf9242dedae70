/**
 * Sections of NetworkManager's own configuration that are for some devices: of `device-…` and `connection-…` the first that is for the
 * device and has the key counts, and the plain one last (NetworkManager.conf(5): device, connection). Pure.
 */
import type { Keyfile } from '../keyfile/keyfile.ts';
import { matches, type MatchedDevice } from './device-match.ts';

type Kind = 'connection' | 'device';

/** The sections of the kind, in the order in which they count. */
export function sectionsOf(kind: Kind, { groups }: Keyfile): readonly string[] {
  return [
    ...groups.filter((group) => group.startsWith(`${kind}-`) || group.startsWith(`${kind}.`)),
    ...groups.filter((group) => group === kind),
  ];
}

/** Undefined where none of them says. */
export function valueFor(kind: Kind, key: string, device: MatchedDevice, settings: Keyfile): string | undefined {
  const section = sectionsOf(kind, settings).find((one) => {
    const list = settings.get(one, 'match-device');
    return settings.get(one, key) !== undefined && (list === undefined || matches(list, device));
  });
  return section === undefined ? undefined : settings.get(section, key);
}

/** Undefined for what is no switch (NetworkManager: nm_config_parse_boolean). */
export function switchIn(value: string | undefined): boolean | undefined {
  const word = value?.trim() ?? '';
  if (/^(?:yes|true|on|1)$/i.test(word)) return true;
  return /^(?:no|false|off|0)$/i.test(word) ? false : undefined;
}
