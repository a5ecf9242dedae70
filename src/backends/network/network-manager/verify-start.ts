/** Whether the boot starts NetworkManager, for Verify. */
import { fail, pass, skip, warn, type Finding } from '../../../model/finding.ts';
import type { HostState } from '../../../model/host-state.ts';

export function verifyStart({ live, atBoot }: HostState): Finding {
  const check = 'config-service';
  if (!live) return skip(check, 'the services of an image are not checked');
  const now = atBoot.NetworkManager;
  const [message, expected] = ['what reads the profiles of the bridge at the next boot', 'NetworkManager, enabled'];
  if (now === 'enabled') return pass(check, message, expected);
  const found = now === 'unknown' ? 'it is unknown whether NetworkManager is enabled' : `NetworkManager is ${now}`;
  const unmask = now === 'masked' ? 'systemctl unmask NetworkManager && ' : '';
  const comparison = { message, expected, found, remedy: `${unmask}systemctl enable NetworkManager` };
  return (now === 'unknown' ? warn : fail)(check, comparison);
}
