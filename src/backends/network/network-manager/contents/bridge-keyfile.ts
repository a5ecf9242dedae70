/** The bridge's profile (nm-settings-keyfile(5), nm-settings-nmcli(5): bridge). */
import { fileHeader } from '../../../../contract/names.ts';
import type { Link } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { movedKeys } from './connection-keys.ts';
import { appendGroup } from '../keyfile/edit.ts';
import { groupOf } from '../keyfile/names.ts';
import { escapeValue, numberOf } from '../keyfile/values.ts';
import type { UsableProfile } from '../guards/requirements.ts';

/** The body of each section that has addresses or what goes with them, by its name. */
export type Sections = ReadonlyMap<string, string>;

/** @param link undefined for an image. @param sections of the addresses, in their order. */
export function bridgeText(
  request: CreateBridgeRequest,
  uuid: string,
  { settings }: UsableProfile,
  link: Link | undefined,
  sections: Sections,
): string {
  const { keyfile } = settings;
  const moved = movedKeys.flatMap((key) => {
    const value = keyfile.get('connection', key);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  const connection = [
    `id=${escapeValue(request.bridge)}`,
    `uuid=${uuid}`,
    'type=bridge',
    `interface-name=${request.bridge}`,
    // Read by all versions; since 1.46 it is called autoconnect-ports too.
    'autoconnect-slaves=1',
    ...moved,
  ];
  const written = numberOf(keyfile.get(groupOf('802-3-ethernet', keyfile), 'mtu')) ?? 0;
  const mtu = request.mtu ?? (written > 0 ? written : undefined);
  // Without one a bridge gets an address of its own, by which neither the LAN nor a DHCP server knows the host.
  const mac = link?.mac ?? settings.mac;
  const wired = [
    ...(mac === undefined ? [] : [`cloned-mac-address=${mac.toUpperCase()}`]),
    ...(mtu === undefined ? [] : [`mtu=${mtu}`]),
  ];
  const head = [`${fileHeader}\n[connection]`, ...connection].join('\n');
  const groups: readonly (readonly [string, string])[] = [
    ['ethernet', wired.join('\n')],
    ['bridge', bridgeLines(request).join('\n')],
    ...sections,
  ];
  return ended(groups.reduce((text, [group, body]) => appendGroup(text, group, body), `${head}\n`));
}

/** STP is on unless it is said otherwise, and its delay counts only with it. */
function bridgeLines({ stp, forwardDelay, multicastSnooping }: CreateBridgeRequest): readonly string[] {
  return [
    `stp=${stp}`,
    ...(stp ? [`forward-delay=${forwardDelay}`] : []),
    ...(multicastSnooping === undefined ? [] : [`multicast-snooping=${multicastSnooping}`]),
  ];
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
