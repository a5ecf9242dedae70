/** What else on the host decides whether guests are heard: its services, and the filters that bridged frames meet. Pure. */
import type { Finding } from '../../model/finding.ts';
import type { HostState } from '../../model/host-state.ts';
import { checkNetworkManager } from '../network-manager/verify-network-manager.ts';
import { checkXen } from '../xen/verify-xen.ts';
import type { Expectation } from './expectation.ts';
import { checkGuests, checkLibvirt } from './guest-checks.ts';
import { pass, skip } from './finding.ts';
import { checkTraffic } from './traffic-checks.ts';

/** networkmanager, network-service, xen, bridged-traffic, bridged-traffic-at-boot, libvirtd, guests. */
export function checkHost(expected: Expectation, state: HostState): readonly Finding[] {
  return [
    checkNetworkManager(expected, state),
    checkNetworkService(state),
    checkXen(state),
    ...checkTraffic(expected.bridge, state),
    checkLibvirt(state),
    checkGuests(expected, state),
  ];
}

function checkNetworkService(state: HostState): Finding {
  return state.networkService === 'present'
    ? pass('network-service', 'the service that reads the files at boot', 'installed')
    : skip('network-service', 'no network service that reads ifcfg files is installed here');
}
