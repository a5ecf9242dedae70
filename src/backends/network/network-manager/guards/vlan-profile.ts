/** What a VLAN's profile says of the VLAN itself, which stays as it is (nm-settings-nmcli(5): vlan). */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { Link, StackState } from '../../../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { numberOf, unescapeValue } from '../keyfile/values.ts';
import { groupOf } from '../keyfile/names.ts';
import { configOf, profileFor, readProfiles } from '../profiles/owner.ts';
import { settingsOf, type Settings } from '../profiles/profile.ts';

/** Bytes (RFC 894), which a card has whose profile does not say. */
const ethernetMtu = 1500;

/** The device below it: its name, or the UUID of its profile; undefined where a hardware address names it. */
export function parentOf({ keyfile }: Settings): string | undefined {
  const parent = unescapeValue(keyfile.get('vlan', 'parent') ?? '').trim();
  return parent === '' ? undefined : parent;
}

/**
 * Throws AgentError: Refused for a parent that a bridge could be taken for, Conflict where the kernel has another VLAN than the
 * profile makes, which NetworkManager would not take over. @param which names the profile: the beginning of a sentence.
 */
export function refuseVlan(which: string, uuid: string, settings: Settings, link: Link, state: StackState): void {
  const parent = parentOf(settings);
  if (parent === undefined) {
    throw new AgentError(
      'Refused',
      `${which} names the card below it by its hardware address, which a bridge above has too; name it with 'nmcli connection modify uuid ${uuid} vlan.parent ${link.parent ?? ''}'`,
    );
  }
  const made = `${idOf(settings)} on '${parent}'`;
  const { id, protocol } = link.vlan ?? {};
  if (id === idOf(settings) && protocol === protocolOf(settings) && isParent(parent, link, state)) return;
  throw new AgentError(
    'Conflict',
    `${which} makes VLAN ${made}, but '${link.name}' is VLAN ${id ?? ''} on '${link.parent ?? ''}' now; make the two agree first with 'nmcli connection up'`,
  );
}

function idOf({ keyfile }: Settings): number {
  return numberOf(keyfile.get('vlan', 'id')) ?? 0;
}

function protocolOf({ keyfile }: Settings): string {
  return keyfile.get('vlan', 'protocol')?.trim() ?? '802.1Q';
}

/** By its name, or by the profile that is active there (NetworkManager: nm-device.c, nm_device_match_parent). */
function isParent(parent: string, link: Link, state: StackState): boolean {
  if (link.parent === undefined) return false;
  return parent === link.parent || configOf(state).devices[link.parent]?.active === parent;
}

/**
 * At the next boot a VLAN cannot have more than the link below it (kernel: vlan_dev_change_mtu). Throws AgentError: OutOfRange
 * for an MTU that was asked for, Conflict for one that the profile has.
 */
export function refuseLowerMtu(request: CreateBridgeRequest, settings: Settings, state: StackState): void {
  const mtu = request.mtu ?? mtuIn(settings) ?? ethernetMtu;
  if (settings.type !== 'vlan' || mtu <= ethernetMtu) return;
  const lower = lowerProfile(settings, state);
  const has = (lower && mtuIn(lower.settings)) ?? ethernetMtu;
  if (mtu <= has) return;
  const name = lower === undefined ? quoted(parentOf(settings) ?? '') : `the profile ${quoted(lower.id)}`;
  throw new AgentError(
    request.mtu === undefined ? 'Conflict' : 'OutOfRange',
    `mtu ${mtu} is more than the next boot gives what VLAN '${request.interface}' is on, which is ${has}; raise the mtu of ${name} first`,
  );
}

function mtuIn({ keyfile }: Settings): number | undefined {
  const mtu = numberOf(keyfile.get(groupOf('802-3-ethernet', keyfile), 'mtu')) ?? 0;
  return mtu > 0 ? mtu : undefined;
}

function lowerProfile(vlan: Settings, state: StackState): { id: string; settings: Settings } | undefined {
  const parent = parentOf(vlan) ?? '';
  const profile = readProfiles(state).find((one) => one.profile.uuid === parent)?.profile ?? profileFor(parent, state);
  const settings = profile && settingsOf(profile);
  return settings && { id: profile.id, settings };
}
