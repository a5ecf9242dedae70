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
import { linkNamed } from '../../model/links.ts';
import type { Expectation } from '../../model/expectation.ts';
import { verifyAddresses, lastingAddresses } from '../../backends/links/verify-addresses.ts';
import { verifyLinks } from '../../backends/links/verify.ts';
import { withSmallestMtu } from '../../backends/ports/mtu.ts';
import { asItIs } from './adoption.ts';
import { checkConnectivity } from './connectivity-check.ts';
import { planCreateBridge } from './plan-create.ts';

/** How it is made as a transaction. */
export function changeOfCreate(host: Host, asked: CreateBridgeRequest): BridgeChange {
  return {
    request: asked,
    needs: allParts,
    interface: () => asked.interface,
    plan: (state, history) => {
      const { intent, stack, ...planned } = planCreateBridge(asked, state, history);
      return { ...planned, facts: { intent, stack } };
    },
    observe: (state, _steps, { intent }) => {
      const request = asItIs(withSmallestMtu(asked, state), state);
      const expected = expectation(request, state, intent);
      const check = (after: LinkState) => [
        ...verifyLinks(expected, after),
        ...verifyAddresses(expected, after, new Map()),
      ];
      const { activate, probe, bridge: to } = request;
      const from = placeOf(request, state);
      const mtu = state.links.find((link) => link.name === from)?.mtu;
      const changesMtu = request.mtu !== undefined && request.mtu !== mtu;
      return checkConnectivity({ host, activate, from, to, probe, changesMtu, check }, state);
    },
  };
}

/** The device that has the host's addresses: the interface, or the bridge where the interface is its port and has none. */
function placeOf({ interface: uplink, bridge }: CreateBridgeRequest, state: HostState): string {
  const isPort = linkNamed(uplink, state.links)?.master === bridge;
  return isPort && lastingAddresses(uplink, state).length === 0 ? bridge : uplink;
}

/** A bridge that is taken over keeps what it has beside what comes to it. */
function placesOf(request: CreateBridgeRequest, state: HostState): readonly string[] {
  return request.adopt ? [request.interface, request.bridge] : [placeOf(request, state)];
}

/** What the kernel must have afterwards: all that the interface has now, or what was asked for instead. */
function expectation(request: CreateBridgeRequest, state: HostState, intent: Intent | undefined): Expectation {
  const uplink = state.links.find((link) => link.name === request.interface);
  const there = uplink?.master === request.bridge ? linkNamed(request.bridge, state.links) : undefined;
  const places = placesOf(request, state);
  const routes = state.routes.filter(
    (route) => places.includes(route.device) && route.destination === 'default' && route.table === 'main',
  );
  return {
    bridge: request.bridge,
    interface: request.interface,
    mac: there?.mac ?? uplink?.mac,
    mtu: request.mtu ?? there?.mtu ?? uplink?.mtu,
    stp: request.stp,
    forwardDelay: request.forwardDelay,
    anyDelay: intent?.anyDelay,
    multicastSnooping: request.multicastSnooping,
    ports: request.ports,
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
  const { addressing, activate } = request;
  if (addressing === 'static' || addressing === 'none') {
    return request.addresses.map(({ address, prefix }) => `${address}/${prefix}`);
  }
  const places = placesOf(request, state);
  const leased = places.flatMap((place) => lastingOf(leasedAddresses(place, state)));
  const lasting = places.flatMap((place) => lastingAddresses(place, state));
  const own = lasting.filter((address) => !leased.includes(address));
  const kept = addressing === 'keep' ? own : own.filter((address) => familyOf(address) === 6);
  if (activate !== 'restart') return [...kept, ...leased];
  const written = intent?.addresses?.map(({ address, prefix }) => `${address}/${prefix}`) ?? kept;
  return kept.filter((address) => written.includes(address));
}
