/** Profiles of VLANs that name the card below by what a bridge above it changes. */
import { AgentError } from '../../../../contract/errors.ts';
import { quoted } from '../../../../contract/quoted.ts';
import type { StackState } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { ownAddressOf } from '../../../../model/uplink-kinds.ts';
import { groupOf } from '../keyfile/names.ts';
import { readProfiles, type ReadProfile } from '../profiles/owner.ts';
import { named, type UsableProfile } from './requirements.ts';
import { parentOf } from './vlan-profile.ts';

/** A profile that is in memory alone gets another UUID with its file. Throws AgentError(Conflict). */
export function refuseReferences({ profile }: UsableProfile, device: string, state: StackState): void {
  if (profile.origin !== 'memory') return;
  const other = vlansOf(state).find(({ settings }) => parentOf(settings) === profile.uuid);
  if (other === undefined) return;
  throw new AgentError(
    'Conflict',
    `${named(other.profile)} names '${device}' by the UUID of a profile that is in memory alone; ${remedy(other, device)}`,
  );
}

/** The bridge has the card's hardware address too (NetworkManager: nm-manager.c, find_parent_device_for_connection). */
export function addressWarnings({ bridge, interface: device }: CreateBridgeRequest, state: StackState): string[] {
  const mac = state.live ? ownAddressOf(linkNamed(device, state.links))?.toLowerCase() : undefined;
  const vlans = mac === undefined ? [] : vlansOf(state);
  return vlans
    .filter(({ settings }) => parentOf(settings) === undefined && addressBelow(settings) === mac)
    .map(
      (vlan) =>
        `the profile ${quoted(vlan.profile.id)} names '${device}' by its hardware address, which '${bridge}' has too; ${remedy(vlan, device)}`,
    );
}

function vlansOf(state: StackState): readonly ReadProfile[] {
  return readProfiles(state).filter(({ profile, settings }) => settings.type === 'vlan' && profile.origin !== 'memory');
}

function addressBelow({ keyfile }: ReadProfile['settings']): string | undefined {
  return keyfile.get(groupOf('802-3-ethernet', keyfile), 'mac-address')?.trim().toLowerCase();
}

function remedy({ profile }: ReadProfile, device: string): string {
  return `name it with 'nmcli connection modify uuid ${profile.uuid} vlan.parent ${device}'`;
}
