/** What NetworkManager's own configuration sets where profiles say nothing (NetworkManager.conf(5): connection). Pure. */
import type { Keyfile } from '../keyfile/keyfile.ts';
import type { MatchedDevice } from './device-match.ts';
import { sectionsOf, valueFor } from './section-value.ts';

export interface Default {
  /** As a keyfile calls it. */
  readonly group: 'connection' | 'ethernet' | 'ipv4' | 'ipv6';
  readonly key: string;
  readonly value: string;
}

/** Those that the card has and the bridge would not have. */
export function lostDefaults(card: MatchedDevice, bridge: MatchedDevice, settings: Keyfile): readonly Default[] {
  const names = new Set(sectionsOf('connection', settings).flatMap((section) => settings.keys(section)));
  return [...names].flatMap((name) => {
    const [, group = '', key = ''] = /^(connection|ethernet|ipv4|ipv6)\.([\w-]+)$/.exec(name) ?? [];
    const [value, bridges] = [card, bridge].map((device) => valueFor('connection', name, device, settings));
    if (group === '' || value === undefined || value === bridges) return [];
    return [{ group: group as Default['group'], key, value }];
  });
}
