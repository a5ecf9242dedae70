/** What the next boot will make of a bridge, for Verify. */
import type { Finding } from '../../../model/finding.ts';
import type { HostState } from '../../../model/host-state.ts';
import { verifyNetworkManager } from './networkmanager/verify.ts';
import { releasedOf } from './networkmanager/released.ts';
import { verifyFiles } from './verify/files.ts';
import { verifyService } from './verify/service.ts';

/** config-bridge, config-interface, config-conflict, config-service, networkmanager. */
export function verify(bridge: string, uplink: string | undefined, state: HostState): readonly Finding[] {
  return [
    ...verifyFiles(bridge, uplink, state),
    verifyService(bridge, uplink, state),
    verifyNetworkManager(releasedOf(bridge, uplink, state), state),
  ];
}
