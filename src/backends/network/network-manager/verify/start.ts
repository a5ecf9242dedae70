/** Whether the boot starts NetworkManager, and NetworkManager the bridge, for Verify. */
import { fail, pass, skip, warn, type Finding } from '../../../../model/finding.ts';
import type { HostState } from '../../../../model/host-state.ts';
import { bridgeLeftAloneBy } from '../guards/managing.ts';

/** Never throws. */
export function verifyStart(bridge: string, state: HostState): Finding {
  const { live, atBoot } = state;
  const check = 'config-service';
  if (!live) return skip(check, 'the services of an image are not checked');
  const now = atBoot.NetworkManager;
  const [message, expected] = ['what reads the profiles of the bridge at the next boot', 'NetworkManager, enabled'];
  const setting = bridgeLeftAloneBy(bridge, state);
  if (setting !== undefined) {
    const found = `NetworkManager, configured to leave '${bridge}' alone: ${setting}`;
    const remedy = `except '${bridge}' in the file that 'NetworkManager --print-config' names`;
    return fail(check, { message, expected: `${expected}, to have '${bridge}' too`, found, remedy });
  }
  if (now === 'enabled') return pass(check, message, expected);
  const found = now === 'unknown' ? 'it is unknown whether NetworkManager is enabled' : `NetworkManager is ${now}`;
  const unmask = now === 'masked' ? 'systemctl unmask NetworkManager && ' : '';
  const comparison = { message, expected, found, remedy: `${unmask}systemctl enable NetworkManager` };
  return (now === 'unknown' ? warn : fail)(check, comparison);
}
