/** How a card that a guest has is moved to a bridge, while the guest goes on with it. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, HostState } from '../../model/host-state.ts';
import { movedInterfaceXml } from './interface-xml.ts';
import type { GuestInterfaceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import type { AttachGuestRequest } from '../../model/requests.ts';
import { cardAt, connectionOf, guestStep, isOn, placeName, type GuestPlan, type Place } from './guest-interfaces.ts';

interface Found {
  readonly place: Place;
  readonly card: GuestInterface;
}

/** @param mac the card's. Throws AgentError: NotFound, Conflict, Unsupported. */
export function planReplace(
  request: AttachGuestRequest,
  mac: string,
  guest: Guest,
  places: readonly Place[],
  state: HostState,
): GuestPlan {
  const found = places.flatMap((place) => {
    const card = cardAt(place, mac, guest);
    return card === undefined ? [] : [{ place, card }];
  });
  requireFound(request, mac, guest, found);
  const moved = found.filter(({ card }) => !isOn(request.bridge, card, state));
  return {
    plan: moved.map((one) => moveStep(request.bridge, one, guest, state)),
    guest,
    mac,
    target: guest.live?.find((card) => card.mac === mac)?.target ?? '',
    live: found.some(({ place }) => place.where === 'live'),
    persistent: found.some(({ place }) => place.where === 'config'),
  };
}

function requireFound(
  { live, persistent }: AttachGuestRequest,
  mac: string,
  guest: Guest,
  found: readonly Found[],
): void {
  const wanted = [live === true ? 'live' : undefined, persistent === true ? 'config' : undefined];
  const missing = wanted.some((where) => where !== undefined && !found.some(({ place }) => place.where === where));
  if (found.length > 0 && !missing) return;
  throw new AgentError(
    'NotFound',
    `guest ${quoted(guest.name)} has no card '${mac}' to replace there; see 'virsh domiflist'`,
  );
}

function moveStep(bridge: string, { place, card }: Found, guest: Guest, state: HostState): GuestInterfaceStep {
  const xml = movedInterfaceXml(card.xml, bridge);
  // libvirt: formatdomain, modifying virtual network interfaces; only these two can be told to change while the guest runs.
  const movable = place.where === 'config' || ['bridge', 'network'].includes(card.type);
  if (xml === undefined || !movable) {
    throw new AgentError(
      'Unsupported',
      `the card '${card.mac}' of guest ${quoted(guest.name)} is of the type ${quoted(card.type)}, which cannot be moved live; attach a new card and detach this one`,
    );
  }
  return guestStep(guest, state, {
    title: `move card '${card.mac}' of guest ${quoted(guest.name)} to '${bridge}', ${placeName(place)}`,
    bridge,
    mac: card.mac,
    where: place.where,
    before: connectionOf(card),
    after: { type: 'bridge', source: bridge, xml },
  });
}
