/** What NetworkManager's own configuration sets where profiles say nothing (NetworkManager.conf(5): connection). Pure. */
import type { Keyfile } from '../keyfile/keyfile.ts';
import { matches, type MatchedDevice } from './device-match.ts';

export interface Default {
  /** As a keyfile calls it. */
  readonly group: 'connection' | 'ethernet' | 'ipv4' | 'ipv6';
  readonly key: string;
  readonly value: string;
}

/** Those that the card has and the bridge would not have. */
export function lostDefaults(card: MatchedDevice, bridge: MatchedDevice, settings: Keyfile): readonly Default[] {
  const sections = sectionsOf(settings);
  const names = new Set(sections.flatMap((section) => settings.keys(section)));
  return [...names].flatMap((name) => {
    const [, group = '', key = ''] = /^(connection|ethernet|ipv4|ipv6)\.([\w-]+)$/.exec(name) ?? [];
    const value = valueFor(name, card, sections, settings);
    if (group === '' || value === undefined || value === valueFor(name, bridge, sections, settings)) return [];
    return [{ group: group as Default['group'], key, value }];
  });
}

/** The plain one counts last. */
function sectionsOf({ groups }: Keyfile): readonly string[] {
  return [
    ...groups.filter((group) => /^connection[-.]/.test(group)),
    ...groups.filter((group) => group === 'connection'),
  ];
}

function valueFor(
  name: string,
  device: MatchedDevice,
  sections: readonly string[],
  { get }: Keyfile,
): string | undefined {
  const section = sections.find((one) => {
    const list = get(one, 'match-device');
    return get(one, name) !== undefined && (list === undefined || matches(list, device));
  });
  return section === undefined ? undefined : get(section, name);
}
