/** What NetworkManager does with a bridge and its ports now, for Verify. */
import { valuesOf } from '../../../../contract/list-of.ts';
import { fail, pass, skip, warn, type Finding } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { linkNamed, portsOf as portsNow } from '../../../../model/links.ts';
import { activated } from '../../../../model/network-config.ts';
import { repairLine } from './boot-problems.ts';
import { bridgeProfile, configOf } from '../profiles/owner.ts';
import { portProfileOf, portsOf } from '../profiles/ports.ts';

const check = 'networkmanager';

/** Each has its profile, and is more than watched; a guest's tap is no more than that. */
export function verifyNow(bridge: string, uplink: string | undefined, state: HostState): Finding {
  const { status } = state.networkManager;
  if (!state.live) return skip(check, 'what NetworkManager does with an image is not known');
  const message = 'what NetworkManager does with the bridge and its ports';
  const start = 'systemctl start NetworkManager';
  const expected = 'has the bridge and its interface with their profiles, and watches taps';
  if (status === 'silent')
    return warn(check, {
      message,
      expected,
      found: 'it does not answer',
      remedy: "see 'systemctl status NetworkManager'",
    });
  if (status !== 'running') return fail(check, { message, expected, found: 'it does not run', remedy: start });
  const ports = portsOf(bridge, state).filter((name) => hasCable(name, state));
  const names = [...new Set([bridge, ...(uplink === undefined ? [] : [uplink]), ...ports])];
  const wrong = names.flatMap((name) => wrongWith(name, bridge, state));
  if (wrong.length > 0) {
    return fail(check, { message, expected, found: valuesOf(wrong), remedy: repairLine(bridge) });
  }
  const taps = claimedTaps(bridge, state);
  if (taps.length === 0) return pass(check, message, expected);
  const found = `it manages ${valuesOf(taps)}`;
  return warn(check, {
    message,
    expected,
    found,
    remedy: repairLine(bridge),
  });
}

function wrongWith(device: string, bridge: string, state: HostState): readonly string[] {
  const now = configOf(state).devices[device];
  const own = device === bridge ? bridgeProfile(bridge, state) : portProfileOf(device, bridge, state);
  const uuid = own?.profile.uuid;
  if (now === undefined) return [`'${device}' is unknown to it,`];
  if (!now.managed) return [`it does not manage '${device}',`];
  if (now.external) return [`it only watches '${device}',`];
  if (now.state !== activated) return [`'${device}' is not connected,`];
  return uuid === undefined || now.active === uuid ? [] : [`'${device}' has another profile,`];
}

/** NetworkManager does not connect a card without one. */
function hasCable(name: string, { links }: HostState): boolean {
  return linkNamed(name, links)?.carrier === true;
}

/** It could take them for unconfigured, and down. */
export function claimedTaps(bridge: string, state: HostState): readonly string[] {
  const { devices } = configOf(state);
  return portsNow(bridge, state.links)
    .filter(({ name, kind }) => kind === 'tun' && devices[name]?.managed === true && !devices[name].external)
    .map(({ name }) => name);
}
