/** What Verify says of a bridge of NetworkManager's: what it does now, and what it will do at the next boot. */
import type { Finding } from '../../../model/finding.ts';
import type { HostState } from '../../../model/host-state.ts';
import { verifyNow } from './verify/now.ts';
import { verifyProfiles } from './verify/profiles.ts';
import { verifyStart } from './verify/start.ts';

/** config-bridge, config-interface, config-conflict, config-service, networkmanager. */
export function verify(bridge: string, uplink: string | undefined, state: HostState): readonly Finding[] {
  return [...verifyProfiles(bridge, uplink, state), verifyStart(bridge, state), verifyNow(bridge, uplink, state)];
}
