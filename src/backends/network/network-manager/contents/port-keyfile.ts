/** The card's own profile as that of a port, and back. */
import { fileHeader } from '../../../../contract/names.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { movedGroups, movedKeys, newPortKeys, portKeys } from './connection-keys.ts';
import { appendGroup, groupText, removeGroup, setKeys, type Changes } from '../keyfile/edit.ts';
import { groupOf } from '../keyfile/names.ts';
import { parseKeyfile } from '../keyfile/keyfile.ts';
import { escapeValue } from '../keyfile/values.ts';
import type { UsableProfile } from '../guards/requirements.ts';

/** How NetworkManager marks what it has made up itself (NetworkManager: nms-keyfile-storage.c). */
const ownMark = '.nmmeta';

export interface PortChanges {
  readonly priority: number | undefined;
  /** Where the profile is in memory alone, its UUID in the file. */
  readonly uuid: string | undefined;
}

/** @returns the text of the port's profile: its addresses and what goes with them are gone. */
export function portText(
  { bridge, interface: device, mtu }: CreateBridgeRequest,
  { text, settings }: UsableProfile,
  { priority, uuid }: PortChanges,
): string {
  const bound = settings.interfaceName !== undefined || settings.mac !== undefined;
  const connection: Changes = {
    ...Object.fromEntries(movedKeys.map((key) => [key, undefined])),
    ...(uuid === undefined ? {} : { uuid, 'autoconnect-priority': undefined }),
    ...(priority === undefined ? {} : { 'autoconnect-priority': String(priority) }),
    // A profile that fits any card would make any card a port.
    ...(bound ? {} : { 'interface-name': device }),
    [portKeys.controller]: bridge,
    [portKeys.type]: 'bridge',
  };
  const bare = [...movedGroups, ownMark].reduce(removeGroup, text);
  const port = setKeys(bare, 'connection', connection);
  const wired =
    mtu === undefined ? port : setKeys(port, groupOf('802-3-ethernet', settings.keyfile), { mtu: String(mtu) });
  return settings.keyfile.has('bridge-port') ? wired : appendGroup(wired, 'bridge-port', '');
}

/** @param request with the port for its interface. @returns a profile for a port that had none. @param mtu undefined for the usual one. */
export function newPortText(
  { bridge, interface: device }: CreateBridgeRequest,
  uuid: string,
  mtu: number | undefined,
): string {
  const connection = [
    `id=${escapeValue(device)}`,
    `uuid=${uuid}`,
    'type=ethernet',
    `interface-name=${device}`,
    `${portKeys.controller}=${bridge}`,
    `${portKeys.type}=bridge`,
  ];
  const head = [`${fileHeader}\n[connection]`, ...connection, ''].join('\n');
  return appendGroup(appendGroup(head, 'ethernet', mtu === undefined ? '' : `mtu=${mtu}`), 'bridge-port', '');
}

/** @returns a port's profile as that of a card without addresses, as the port was. */
export function bareCardText(port: string): string {
  const groups = [['ipv4', 'disabled'] as const, ['ipv6', 'disabled'] as const];
  return groups.reduce(
    (text, [group, method]) => {
      return appendGroup(removeGroup(text, group), group, `method=${method}`);
    },
    cardText(port, ''),
  );
}

/** @returns the port's profile as a card's again, with what the bridge's has. */
export function cardText(port: string, bridge: string): string {
  const bridgeKeyfile = parseKeyfile(bridge);
  const given = movedKeys.map((key) => [key, bridgeKeyfile?.get('connection', key)] as const);
  const connection: Changes = {
    ...Object.fromEntries([...Object.values(portKeys), ...Object.values(newPortKeys)].map((key) => [key, undefined])),
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  };
  const card = setKeys(removeGroup(port, 'bridge-port'), 'connection', connection);
  return movedGroups
    .filter((group) => bridgeKeyfile?.has(group) ?? false)
    .reduce((text, group) => appendGroup(removeGroup(text, group), group, groupText(bridge, group)), card);
}
