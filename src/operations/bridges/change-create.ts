/** The change that puts an interface behind a new bridge. */
import { familyOf } from '../../model/addresses.ts';
import type { Host } from '../../host/host.ts';
import type { Intent } from '../../model/intent.ts';
import type { HostState, LinkState } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { allParts } from '../../backends/host-state/read.ts';
import type { BridgeChange } from '../../transactions/change.ts';
import { leasedAddresses } from '../../backends/dhclient/leased.ts';
import { lastingOf } from '../../backends/links/configured.ts';
import type { Expectation } from '../../model/expectation.ts';
import { verifyAddresses, lastingAddresses } from '../../backends/links/verify-addresses.ts';
import { verifyLinks } from '../../backends/links/verify.ts';
import { checkConnectivity } from './connectivity-check.ts';
import { planCreateBridge } from './plan-create.ts';

/** How it is made as a transaction. */
export function changeOfCreate(host: Host, request: CreateBridgeRequest): BridgeChange {
  return {
    request,
    needs: allParts,
    interface: () => request.interface,
    plan: (state, history) => {
      const { intent, stack, ...planned } = planCreateBridge(request, state, history);
      return { ...planned, facts: { intent, stack } };
    },
    observe: (state, _steps, { intent }) => {
      const expected = expectation(request, state, intent);
      const check = (after: LinkState) => [
        ...verifyLinks(expected, after),
        ...verifyAddresses(expected, after, new Map()),
      ];
      const { activate, probe, interface: from, bridge: to } = request;
      const mtu = state.links.find((link) => link.name === from)?.mtu;
      const changesMtu = request.mtu !== undefined && request.mtu !== mtu;
      return checkConnectivity({ host, activate, from, to, probe, changesMtu, check }, state);
    },
  };
}

/** What the kernel must have afterwards: all that the interface has now, or what was asked for instead. */
function expectation(request: CreateBridgeRequest, state: HostState, intent: Intent | undefined): Expectation {
  const uplink = state.links.find((link) => link.name === request.interface);
  const routes = state.routes.filter(
    (route) => route.device === request.interface && route.destination === 'default' && route.table === 'main',
  );
  return {
    bridge: request.bridge,
    interface: request.interface,
    mac: uplink?.mac,
    mtu: request.mtu ?? uplink?.mtu,
    stp: request.stp,
    forwardDelay: request.forwardDelay,
    anyDelay: intent?.anyDelay,
    multicastSnooping: request.multicastSnooping,
    addresses: expectedAddresses(request, state, intent),
    dhcp: request.addressing === 'dhcp',
    routed: routes.map(({ family }) => ({ family, gateway: undefined })),
  };
}

/** A network service that is restarted sets what the files say, and gets a lease anew, perhaps another one. */
function expectedAddresses(
  request: CreateBridgeRequest,
  state: HostState,
  intent: Intent | undefined,
): readonly string[] {
  const { interface: uplink, addressing, activate } = request;
  if (addressing === 'static' || addressing === 'none') {
    return request.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
  }
  const leased = lastingOf(leasedAddresses(uplink, state));
  const own = lastingAddresses(uplink, state).filter((address) => !leased.includes(address));
  const kept = addressing === 'keep' ? own : own.filter((address) => familyOf(address) === 6);
  if (activate !== 'restart') return [...kept, ...leased];
  const written = intent?.addresses?.map(({ address, prefix }) => `${address}/${prefix}`) ?? kept;
  return kept.filter((address) => written.includes(address));
}
