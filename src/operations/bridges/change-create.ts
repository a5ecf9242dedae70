/** The change that puts an interface behind a new bridge. */
import type { Host } from '../../host/host.ts';
import type { HostState } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { Change } from '../../transactions/change.ts';
import { hostFirewall } from '../../backends/host-firewall/aspect.ts';
import { leasedAddresses } from '../../backends/dhclient/leased.ts';
import { lastingOf } from '../../backends/links/configured.ts';
import type { Expectation } from '../../model/expectation.ts';
import { checkAddresses, lastingAddresses } from '../../backends/links/verify-addresses.ts';
import { checkLinks } from '../../backends/links/verify.ts';
import { observe } from './connectivity-check.ts';
import { planCreateBridge } from './plan-create.ts';

/** How it is made as a transaction. */
export function changeOfCreate(host: Host, request: CreateBridgeRequest): Change {
  return {
    request,
    interface: () => request.interface,
    plan: (state, history) => ({
      steps: planCreateBridge(request, state, history),
      facts: undefined,
      warnings: hostFirewall.warnings(request, { state, history, uplink: undefined }),
    }),
    observe: (state) => {
      const expected = expectation(request, state);
      const check = (after: HostState) => [
        ...checkLinks(expected, after),
        ...checkAddresses(expected, after, new Map()),
      ];
      const { activate, probe, interface: from, bridge: to } = request;
      const mtu = state.links.find((link) => link.name === from)?.mtu;
      const changesMtu = request.mtu !== undefined && request.mtu !== mtu;
      return observe({ host, activate, from, to, probe, changesMtu, check }, state);
    },
  };
}

/** What the kernel must have afterwards: all that the interface has now, or what was asked for instead. */
function expectation(request: CreateBridgeRequest, state: HostState): Expectation {
  const card = state.links.find((link) => link.name === request.interface);
  const routes = state.routes.filter(
    (route) => route.device === request.interface && route.destination === 'default' && route.table === 'main',
  );
  return {
    bridge: request.bridge,
    interface: request.interface,
    mac: card?.mac,
    mtu: request.mtu ?? card?.mtu,
    stp: request.stp,
    forwardDelay: request.forwardDelay,
    addresses: expectedAddresses(request, state),
    dhcp: request.addressing === 'dhcp',
    routed: routes.map(({ family }) => ({ family, gateway: undefined })),
  };
}

/** A network service that is restarted gets a lease anew, perhaps another one. */
function expectedAddresses(request: CreateBridgeRequest, state: HostState): readonly string[] {
  const { interface: card, addressing, activate } = request;
  if (addressing === 'static' || addressing === 'none') {
    return request.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
  }
  const leased = lastingOf(leasedAddresses(card, state));
  const own = lastingAddresses(card, state).filter((address) => !leased.includes(address));
  const kept = addressing === 'keep' ? own : own.filter((address) => address.includes(':'));
  return activate === 'restart' ? kept : [...kept, ...leased];
}
