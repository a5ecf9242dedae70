/** How a guest's card is taken off a bridge. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, HostState } from '../../model/host-state.ts';
import type { GuestInterfaceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import type { DetachGuestRequest } from '../../model/requests.ts';
import {
  cardAt,
  connectionOf,
  guestStep,
  isOn,
  placeName,
  placesOf,
  type GuestPlan,
  type Place,
} from './guest-interfaces.ts';
import { requireBridge, requireGuest, requireLibvirt } from './find-guest.ts';

/** Throws AgentError where it must not be done: NotFound, Conflict, Busy. */
export function planDetach(request: DetachGuestRequest, state: HostState): GuestPlan {
  requireLibvirt(state);
  requireBridge(request.bridge, state);
  const guest = requireGuest(request.guest, state);
  const mac = chooseCard(request, guest, state);
  const found = placesOf(guest).flatMap((place) => {
    const card = cardAt(place, mac, guest);
    return card === undefined || !isOn(request.bridge, card, state) ? [] : [{ place, card }];
  });
  return {
    plan: found.map(({ place, card }) => detachStep(request.bridge, place, card, guest, state)),
    guest,
    mac,
    target: found.find(({ place }) => place.where === 'live')?.card.target ?? '',
    live: found.some(({ place }) => place.where === 'live'),
    persistent: found.some(({ place }) => place.where === 'config'),
  };
}

/** The MAC address of the card that is meant. */
function chooseCard({ bridge, mac }: DetachGuestRequest, guest: Guest, state: HostState): string {
  const cards = placesOf(guest).flatMap((place) => place.cards.filter((card) => isOn(bridge, card, state)));
  const [first, ...others] = [...new Set(cards.map((card) => card.mac))].filter(
    (one) => mac === undefined || one === mac,
  );
  const name = quoted(guest.name);
  if (first === undefined) {
    const which = mac === undefined ? 'card' : `card '${mac}'`;
    throw new AgentError('NotFound', `guest ${name} has no ${which} on '${bridge}'; see 'virsh domiflist'`);
  }
  if (others.length === 0) return first;
  const all = [first, ...others].map((one) => `'${one}'`).join(', ');
  throw new AgentError(
    'Conflict',
    `guest ${name} has several cards on '${bridge}', ${all}; name one with the option 'mac'`,
  );
}

function detachStep(
  bridge: string,
  place: Place,
  card: GuestInterface,
  guest: Guest,
  state: HostState,
): GuestInterfaceStep {
  return guestStep(guest, state, {
    title: `detach guest ${quoted(guest.name)} from '${bridge}', ${placeName(place)}`,
    bridge,
    mac: card.mac,
    where: place.where,
    before: connectionOf(card),
    after: null,
  });
}
