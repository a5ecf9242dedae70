/** Whether a service reads the files of a bridge at boot, for Verify. */
import { fail, pass, skip, warn, type Finding } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { networkManagerReads, unreadByService } from '../guards/boot-reader.ts';
import { dropInOf, releases } from '../networkmanager/drop-in.ts';
import { releasedOf } from '../networkmanager/released.ts';
import { isConfigured } from '../files/config.ts';

export function verifyService(bridge: string, uplink: string | undefined, state: HostState): Finding {
  const check = 'config-service';
  if (!state.live) return skip(check, 'the services of an image are not checked');
  if (!isConfigured(bridge, state)) {
    return skip(check, 'the bridge has no file that a service could read');
  }
  const [message, expected] = ['what reads the files of the bridge at the next boot', "the service 'network', enabled"];
  const unread = unreadByService(state);
  if (unread === undefined) return pass(check, message, expected);
  const names = uplink === undefined ? [bridge] : [bridge, uplink];
  const told = releases(releasedOf(bridge, uplink, state), dropInOf(bridge, state));
  if (!told && networkManagerReads(names, state))
    return skip(check, 'NetworkManager reads the files of the bridge at boot');
  const comparison = { message, expected, found: unread.why, remedy: unread.remedy };
  return (unread.certain ? fail : warn)(check, comparison);
}
