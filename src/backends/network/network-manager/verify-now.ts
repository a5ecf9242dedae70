/** What NetworkManager does with a bridge and its ports now, for Verify. */
import { valuesOf } from '../../../contract/list-of.ts';
import { fail, pass, skip, warn, type Finding } from '../../../model/finding.ts';
import type { HostState } from '../../../model/host-state.ts';
import { portsOf } from '../../../model/links.ts';
import { bridgeProfile, configOf, profileFor } from './owner.ts';
import { activated } from '../../../model/network-config.ts';

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
  const names = uplink === undefined ? [bridge] : [bridge, uplink];
  const wrong = names.flatMap((name) => wrongWith(name, bridge, state));
  if (wrong.length > 0) {
    const uuid = bridgeProfile(bridge, state)?.profile.uuid;
    const gently = uuid === undefined ? '' : `; where no guest runs, 'nmcli connection up uuid ${uuid}' does`;
    const remedy = `let it take them over with 'systemctl restart NetworkManager'${gently}`;
    return fail(check, { message, expected, found: valuesOf(wrong), remedy });
  }
  const taps = claimedTaps(bridge, state);
  if (taps.length === 0) return pass(check, message, expected);
  const found = `it manages ${valuesOf(taps)}`;
  return warn(check, {
    message,
    expected,
    found,
    remedy: taps.map((name) => `nmcli device set ${name} managed no`).join(' && '),
  });
}

function wrongWith(device: string, bridge: string, state: HostState): readonly string[] {
  const now = configOf(state).devices[device];
  const uuid = (device === bridge ? bridgeProfile(bridge, state)?.profile : profileFor(device, state))?.uuid;
  if (now === undefined) return [`'${device}' is unknown to it,`];
  if (!now.managed) return [`it does not manage '${device}',`];
  if (now.external) return [`it only watches '${device}',`];
  if (now.state !== activated) return [`'${device}' is not connected,`];
  return uuid === undefined || now.active === uuid ? [] : [`'${device}' has another profile,`];
}

/** It could take them for unconfigured, and down. */
function claimedTaps(bridge: string, state: HostState): readonly string[] {
  const { devices } = configOf(state);
  return portsOf(bridge, state.links)
    .filter(({ name, kind }) => kind === 'tun' && devices[name]?.managed === true && !devices[name].external)
    .map(({ name }) => name);
}
