/** The profiles of a bridge that somebody made with nmcli(1), once it is taken over. */
import type { HostState, Link } from '../../../model/host-state.ts';
import { linkNamed } from '../../../model/links.ts';
import type { FileStep } from '../../../model/plan.ts';
import type { CreateBridgeRequest } from '../../../model/requests.ts';
import { changed, corrected } from './repair/corrections.ts';
import { intentOfSettings } from './profiles/intent.ts';
import { groupOf } from './keyfile/names.ts';
import { setKeys } from './keyfile/edit.ts';
import { bridgeProfile } from './profiles/owner.ts';
import { profileSteps } from './profiles/profile-steps.ts';

interface Adopted {
  readonly steps: readonly FileStep[];
  /** The host with them. */
  readonly after: HostState;
}

/** The next boot starts them, and the bridge has the hardware address that it has now. None where nobody asks for it, or it is so. */
export function planAdoptedProfiles({ bridge, adopt }: CreateBridgeRequest, state: HostState): Adopted {
  const link = state.live ? linkNamed(bridge, state.links) : undefined;
  if (!adopt || link?.bridge === undefined || bridgeProfile(bridge, state) === undefined) {
    return { steps: [], after: state };
  }
  const after = withAddress(bridge, link, corrected(bridge, state));
  const what = `so that the next boot makes the bridge '${bridge}' as it is`;
  return { steps: profileSteps(state, after, what).map(({ step }) => step), after };
}

function withAddress(bridge: string, { mac }: Link, state: HostState): HostState {
  const own = bridgeProfile(bridge, state);
  if (own === undefined || intentOfSettings(own.profile.id, own.settings).mac !== undefined) return state;
  const group = groupOf('802-3-ethernet', own.settings.keyfile);
  return changed(state, own, setKeys(own.profile.file.text ?? '', group, { 'cloned-mac-address': mac.toUpperCase() }));
}
