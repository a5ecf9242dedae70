/** The types of profiles for what may be behind a bridge (nm-settings-nmcli(5): connection.type). */
import type { Link } from '../../../../model/host-state.ts';
import { uplinkKindOf, type UplinkKind } from '../../../../model/uplink-kinds.ts';

const types: Readonly<Record<UplinkKind, string>> = { card: '802-3-ethernet', vlan: 'vlan', bond: 'bond' };

/** What such a profile is for, in words. */
const titles: Readonly<Record<UplinkKind, string>> = { card: 'a network card', vlan: 'a VLAN', bond: 'a bond' };

/** Whether a profile of the type can be that of a bridge's port. */
export function isUplinkType(type: string): boolean {
  return Object.values(types).includes(type);
}

/** Why a profile is not for the link; undefined where it is, also where the kernel lacks the link: the end of a sentence. */
export function typeProblem(type: string, link: Link | undefined): string | undefined {
  const kind = link && uplinkKindOf(link);
  const fits = kind === undefined ? isUplinkType(type) : types[kind] === type;
  return fits ? undefined : `not for ${titles[kind ?? 'card']}`;
}

/** Whether NetworkManager makes the device itself, and may remove it with its profile (nm-owned). */
export function isMade(link: Link | undefined): boolean {
  return deviceTypeOf(link) !== 'ethernet';
}

/** As `match-device` calls it (NetworkManager.conf(5): Device List Format). */
export function deviceTypeOf(link: Link | undefined): string {
  const kind = link && uplinkKindOf(link);
  return kind === 'vlan' || kind === 'bond' ? kind : 'ethernet';
}
