/** What a profile gives its device at the next boot. */
import { AgentError } from '../../../../contract/errors.ts';
import type { StackState, HostState } from '../../../../model/host-state.ts';
import type { Intent } from '../../../../model/intent.ts';
import { familySettings } from './addressing.ts';
import { groupOf } from '../keyfile/names.ts';
import { numberOf, switchOf } from '../keyfile/values.ts';
import { bridgeProfile, profileFor } from './owner.ts';
import { settingsOf, type Settings } from './profile.ts';

/** What the device's profile says; undefined where there is none that can be read. */
export function intentOf(device: string, state: StackState): Intent | undefined {
  const bridge = bridgeProfile(device, state);
  const profile = bridge?.profile ?? profileFor(device, state);
  const settings = profile && settingsOf(profile);
  return settings && intentOfSettings(profile.id, settings);
}

/** @param name of the profile, for errors. Never throws. */
export function intentOfSettings(name: string, { keyfile, type }: Settings): Intent {
  const wired = groupOf('802-3-ethernet', keyfile);
  const mac = (keyfile.get(wired, 'cloned-mac-address') ?? keyfile.get('bridge', 'mac-address') ?? '').toLowerCase();
  const mtu = numberOf(keyfile.get(wired, 'mtu')) ?? 0;
  // A bridge has STP unless it is told otherwise, and its delay counts only then (nm-settings-nmcli(5): bridge.stp).
  const stp = type === 'bridge' && switchOf(keyfile.get('bridge', 'stp'), true);
  const snooping = keyfile.get('bridge', 'multicast-snooping');
  return {
    ...addressingOf(name, keyfile),
    mac: /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac) ? mac : undefined,
    mtu: mtu > 0 ? mtu : undefined,
    stp,
    forwardDelay: stp ? (numberOf(keyfile.get('bridge', 'forward-delay')) ?? 15) : undefined,
    anyDelay: !stp,
    multicastSnooping: snooping === undefined ? undefined : switchOf(snooping, true),
  };
}

function addressingOf(
  name: string,
  keyfile: Settings['keyfile'],
): Pick<Intent, 'dhcp' | 'addresses' | 'gateways' | 'problem'> {
  try {
    const families = ([4, 6] as const).map((family) => familySettings(name, family, keyfile));
    const set = families.filter(({ method }) => method === 'manual' || method === 'auto');
    return {
      dhcp: families[0]?.method === 'auto',
      addresses: set.flatMap(({ addresses }) => addresses),
      gateways: set.flatMap(({ gateway }) => gateway ?? []),
      problem: undefined,
    };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return { dhcp: false, addresses: undefined, gateways: [], problem: error.message };
  }
}

/** The zone that its profile asks firewalld for. */
export function zoneOf(device: string, state: HostState): string | undefined {
  const profile = bridgeProfile(device, state)?.profile ?? profileFor(device, state);
  return profile && settingsOf(profile)?.zone;
}
