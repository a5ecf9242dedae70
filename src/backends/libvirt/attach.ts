/** How a guest comes to have a card on a bridge. Pure, but for the address that is chosen. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, HostState } from '../../model/host-state.ts';
import { newInterfaceXml } from './interface-xml.ts';
import type { GuestInterfaceStep } from '../../model/plan.ts';
import { refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import { quoted } from '../../contract/quoted.ts';
import type { AttachGuestRequest } from '../../model/requests.ts';
import { cardAt, guestStep, isOn, placeName, placesOf, type GuestPlan, type Place } from './guest-interfaces.ts';
import { requireBridge, requireGuest, requireLibvirt } from './find-guest.ts';
import { planReplace } from './replace.ts';

/** @param propose MAC addresses, until one is free. Throws AgentError where it must not be done. */
export function planAttach(request: AttachGuestRequest, state: HostState, propose: () => string): GuestPlan {
  requireLibvirt(state);
  requireBridge(request.bridge, state);
  refuseUnreadNetworks(state.unreadNetworks);
  const guest = requireGuest(request.guest, state);
  const places = wantedPlaces(request, guest);
  if (request.replace !== undefined) return planReplace(request, request.replace, guest, places, state);
  const there = placesOf(guest)
    .flatMap(({ cards }) => cards)
    .find((card) => (request.mac === undefined || card.mac === request.mac) && isOn(request.bridge, card, state));
  if (there === undefined && request.mac !== undefined) refuseUsed(request.mac, guest, state);
  const mac = there?.mac ?? request.mac ?? freeAddress(state, propose);
  const lacking = places.filter((place) => !hasIt(place, mac, request, guest, state));
  const card = { mac, bridge: request.bridge, model: there?.model ?? request.model };
  const wants = (where: Place['where']): boolean => places.some((place) => place.where === where);
  return {
    plan: lacking.map((place) => attachStep(card, place, guest, state)),
    guest,
    mac,
    target: guest.live?.find((one) => one.mac === mac)?.target ?? '',
    live: wants('live') || isAmong(guest.live, mac),
    persistent: wants('config') || isAmong(guest.configured, mac),
  };
}

function isAmong(cards: readonly GuestInterface[] | undefined, mac: string): boolean {
  return cards?.some((card) => card.mac === mac) ?? false;
}

/** Where the card is wanted. Throws AgentError: Conflict, Unsupported. */
function wantedPlaces({ live, persistent }: AttachGuestRequest, guest: Guest): readonly Place[] {
  const name = quoted(guest.name);
  if (live === true && guest.live === undefined) {
    throw new AgentError('Conflict', `guest ${name} is not running; start it, or leave the option 'live' out`);
  }
  if (persistent === true && guest.configured === undefined) {
    throw new AgentError(
      'Unsupported',
      `guest ${name} is transient and has no configuration; leave the option 'persistent' out`,
    );
  }
  const places = placesOf(guest).filter(({ where }) => (where === 'live' ? live : persistent) !== false);
  if (places.length > 0) return places;
  const why = guest.live === undefined ? 'is not running' : 'is transient';
  throw new AgentError(
    'Conflict',
    `guest ${name} ${why}, so there is nothing to do; leave 'live' and 'persistent' out`,
  );
}

/**
 * Whether the place needs no card. Any on the bridge will do, unless an address was asked for. Throws AgentError(Conflict)
 * where the card of this address is connected to something else.
 */
function hasIt(place: Place, mac: string, request: AttachGuestRequest, guest: Guest, state: HostState): boolean {
  if (request.mac === undefined && place.cards.some((card) => isOn(request.bridge, card, state))) return true;
  const card = cardAt(place, mac, guest);
  if (card === undefined) return false;
  if (isOn(request.bridge, card, state)) return true;
  throw new AgentError(
    'Conflict',
    `the card '${mac}' of guest ${quoted(guest.name)} is connected to ${quoted(card.source ?? card.type)}; move it with the option 'replace'`,
  );
}

function attachStep(
  card: { readonly mac: string; readonly bridge: string; readonly model: string },
  place: Place,
  guest: Guest,
  state: HostState,
): GuestInterfaceStep {
  return guestStep(guest, state, {
    title: `attach guest ${quoted(guest.name)} to '${card.bridge}', ${placeName(place)}`,
    bridge: card.bridge,
    mac: card.mac,
    where: place.where,
    before: null,
    after: { type: 'bridge', source: card.bridge, xml: newInterfaceXml(card) },
  });
}

/** Throws AgentError(Conflict): two cards of one address on one LAN hear each other's frames. */
function refuseUsed(mac: string, guest: Guest, state: HostState): void {
  if (!usedAddresses(state, guest).includes(mac)) return;
  throw new AgentError(
    'Conflict',
    `the MAC address '${mac}' is in use on this host; give another one, or leave it out`,
  );
}

/** @param except a guest whose own cards do not count. */
function usedAddresses({ links, libvirt }: HostState, except?: Guest): readonly string[] {
  const others = libvirt.guests.filter(({ uuid }) => uuid !== except?.uuid);
  const cards = others.flatMap(({ live = [], configured = [] }) => [...live, ...configured]);
  return [...links, ...cards].map(({ mac }) => mac);
}

function freeAddress(state: HostState, propose: () => string): string {
  const used = usedAddresses(state);
  let mac = propose();
  while (used.includes(mac)) mac = propose();
  return mac;
}
