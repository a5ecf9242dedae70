/** The card's profile with what NetworkManager's own configuration adds for the card, and would not for a bridge. */
import type { StackState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { lostDefaults, type Default } from '../configuration/connection-defaults.ts';
import { deviceSettings } from '../configuration/device-settings.ts';
import { movedKeys } from './connection-keys.ts';
import { setKeys } from '../keyfile/edit.ts';
import { parseKeyfile } from '../keyfile/keyfile.ts';
import { groupOf } from '../keyfile/names.ts';
import { configOf } from '../profiles/owner.ts';
import { settingsOfKeyfile } from '../profiles/profile.ts';
import type { UsableProfile } from '../guards/requirements.ts';
import { deviceTypeOf } from '../profiles/uplink-types.ts';

/** Its lease and its routes say which of these it uses. */
const inUse = ['route-metric', 'dhcp-client-id', 'dhcp-iaid', 'dhcp-duid', 'addr-gen-mode'];

/** @returns the profile as the bridge's is made of it. */
export function withDefaults(
  { bridge, interface: name }: Pick<CreateBridgeRequest, 'bridge' | 'interface'>,
  card: UsableProfile,
  state: StackState,
): UsableProfile {
  const settings = deviceSettings(configOf(state).configuration);
  if (settings === undefined) return card;
  const link = linkNamed(name, state.links);
  const device = { name, type: deviceTypeOf(link), mac: link?.mac };
  const lost = lostDefaults(device, { name: bridge, type: 'bridge', driver: 'bridge' }, settings).filter(isMoved);
  const { keyfile } = card.settings;
  const text = lost.reduce((so, { group, key, value }) => {
    const own = group === 'ethernet' ? groupOf('802-3-ethernet', keyfile) : group;
    return isSet(keyfile.get(own, key)) ? so : setKeys(so, own, { [key]: value });
  }, card.text);
  const filled = parseKeyfile(text);
  return filled === undefined ? card : { ...card, text, settings: settingsOfKeyfile(filled) };
}

function isMoved({ group, key }: Default): boolean {
  if (group === 'connection') return movedKeys.some((one) => one === key);
  return group === 'ethernet' ? key === 'mtu' : !inUse.includes(key);
}

/** How profiles ask for the default in so many words (nm-settings-nmcli(5)). */
function isSet(value: string | undefined): boolean {
  return !['', '-1', 'default'].includes(value?.trim() ?? '');
}
