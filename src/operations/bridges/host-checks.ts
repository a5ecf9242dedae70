/** What else on the host decides whether guests are heard: its services, and the filters that bridged frames meet. Pure. */
import { fail, pass, skip, warn, type Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { networkManagerReads, unreadByService } from '../../backends/network/network-scripts/boot-reader.ts';
import { checkNetworkManager } from '../../backends/network/network-scripts/networkmanager/verify.ts';
import { isConfigured } from '../../backends/network/network-scripts/is-configured.ts';
import { checkXen } from '../../backends/xen/verify.ts';
import type { Expectation } from '../../model/expectation.ts';
import { checkGuests, checkLibvirt } from '../../backends/libvirt/verify.ts';
import { hostFirewall } from '../../backends/host-firewall/aspect.ts';
import { checkTraffic } from '../../backends/firewall/verify.ts';

/** config-service, networkmanager, xen, host-firewall, bridged-traffic, bridged-traffic-at-boot, libvirtd, guests. */
export function checkHost(expected: Expectation, state: HostState): readonly Finding[] {
  return [
    checkNetworkService(expected, state),
    checkNetworkManager(expected, state),
    checkXen(state),
    ...hostFirewall.verify(expected, state),
    ...checkTraffic(expected.bridge, state),
    checkLibvirt(state),
    checkGuests(expected, state),
  ];
}

function checkNetworkService({ bridge, interface: card }: Expectation, state: HostState): Finding {
  const check = 'config-service';
  if (!state.live) return skip(check, 'the services of an image are not checked');
  if (!isConfigured(bridge, state)) {
    return skip(check, 'the bridge has no file that a service could read');
  }
  const [message, expected] = ['what reads the files of the bridge at the next boot', "the service 'network', enabled"];
  const unread = unreadByService(state);
  if (unread === undefined) return pass(check, message, expected);
  const names = card === undefined ? [bridge] : [bridge, card];
  if (networkManagerReads(names, state)) return skip(check, 'NetworkManager reads the files of the bridge at boot');
  const comparison = { message, expected, found: unread.why, remedy: unread.remedy };
  return (unread.certain ? fail : warn)(check, comparison);
}
