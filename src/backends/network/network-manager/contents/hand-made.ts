/** A bridge that somebody made with ip(8) and that NetworkManager is to have: its profile is planned as if the card had it all. */
import { AgentError } from '../../../../contract/errors.ts';
import type { HostAddress, HostState, Link } from '../../../../model/host-state.ts';
import { linkNamed } from '../../../../model/links.ts';
import type { CreateBridgeRequest } from '../../../../model/requests.ts';
import { familySettings } from '../profiles/addressing.ts';
import { bridgeProfile } from '../profiles/owner.ts';
import type { UsableProfile } from '../guards/requirements.ts';

/** Undefined where there is none, or none is to be taken over. */
export function handMadeBridge({ adopt, bridge }: CreateBridgeRequest, state: HostState): Link | undefined {
  const link = adopt && state.live ? linkNamed(bridge, state.links) : undefined;
  return link?.bridge === undefined || bridgeProfile(bridge, state) !== undefined ? undefined : link;
}

export interface OnCard {
  readonly request: CreateBridgeRequest;
  readonly state: HostState;
}

/**
 * The card has the bridge's addresses and routes, and is asked for with what no option speaks of. Where the card's profile has no
 * address of a family, those of the bridge are to be written. Throws AgentError(Conflict) where a DHCP client runs on one of them,
 * beside which NetworkManager would start its own.
 */
export function asOnCard(asked: CreateBridgeRequest, card: UsableProfile, bridge: Link, state: HostState): OnCard {
  refuseClient(asked, state);
  const { links, routes } = state;
  const port = linkNamed(asked.interface, links);
  if (port === undefined) return { request: asked, state };
  const addresses = united(port.addresses, bridge.addresses);
  const device = port.name;
  return {
    request: {
      ...asked,
      mtu: asked.mtu ?? unusual(bridge.mtu),
      persist: [...asked.persist, ...lacking(card, addresses)],
    },
    state: {
      ...state,
      links: links.map((link) => (link === port ? { ...link, addresses } : link)),
      routes: routes.map((route) => (route.device === bridge.name ? { ...route, device } : route)),
    },
  };
}

/** A bridge that has its card keeps its hardware address. */
export function addressed(link: Link | undefined, bridge: Link | undefined): Link | undefined {
  return link !== undefined && bridge !== undefined && link.master === bridge.name
    ? { ...link, mac: bridge.mac }
    : link;
}

function united(own: readonly HostAddress[], others: readonly HostAddress[]): readonly HostAddress[] {
  const isNew = ({ address, prefix }: HostAddress): boolean =>
    !own.some((one) => one.address === address && one.prefix === prefix);
  return [...own, ...others.filter(isNew)];
}

/** Undefined for that of Ethernet, which needs no word (RFC 894). */
function unusual(mtu: number): number | undefined {
  return mtu === 1500 ? undefined : mtu;
}

function lacking(
  { profile, settings }: UsableProfile,
  addresses: readonly HostAddress[],
): CreateBridgeRequest['persist'] {
  const lasting = addresses.filter(({ scope, dynamic, temporary }) => scope !== 'link' && !dynamic && !temporary);
  const has = (family: 4 | 6): boolean => familySettings(profile.id, family, settings.keyfile).addresses.length > 0;
  return lasting
    .filter(({ family }) => !has(family))
    .map(({ family, address, prefix }) => ({ family, address, prefix }));
}

function refuseClient({ interface: device, bridge }: CreateBridgeRequest, { dhcp }: HostState): void {
  const names = dhcp.clients.flatMap(({ interfaces }) => interfaces);
  const taken = [device, bridge].find((name) => names.includes(name));
  if (taken === undefined) return;
  throw new AgentError(
    'Conflict',
    `a DHCP client runs on '${taken}', and NetworkManager would start another on bridge '${bridge}'; end it first`,
  );
}
