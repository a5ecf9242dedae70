/** Plans AttachGuest. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, GuestState } from '../../model/host-state.ts';
import { newInterfaceXml } from './interface-xml.ts';
import type { GuestInterfaceStep } from '../../model/plan.ts';
import { refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import { quoted } from '../../contract/quoted.ts';
import type { AttachGuestRequest } from '../../model/requests.ts';
import {
  definitionsOf,
  guestStep,
  interfaceAt,
  isOn,
  whereTitle,
  type GuestDefinition,
  type GuestPlan,
} from './guest-interfaces.ts';
import { requireBridge, requireGuest, requireLibvirt } from './find-guest.ts';
import { planReplace } from './replace.ts';

/** @param propose returns a random MAC address; asked until one is free. Throws AgentError if it must not be done. */
export function planAttach(request: AttachGuestRequest, state: GuestState, propose: () => string): GuestPlan {
  requireLibvirt(state);
  requireBridge(request.bridge, state);
  refuseUnreadNetworks(state.unreadNetworks);
  const guest = requireGuest(request.guest, state);
  const definitions = wantedDefinitions(request, guest);
  if (request.replace !== undefined) return planReplace(request, request.replace, guest, definitions, state);
  const there = definitionsOf(guest)
    .flatMap(({ interfaces }) => interfaces)
    .find((one) => (request.mac === undefined || one.mac === request.mac) && isOn(request.bridge, one, state));
  if (there === undefined && request.mac !== undefined) refuseUsedMac(request.mac, guest, state);
  const mac = there?.mac ?? request.mac ?? freeMac(state, propose);
  const lacking = definitions.filter((definition) => !isConnectedIn(definition, mac, request, guest, state));
  const guestInterface = { mac, bridge: request.bridge, model: there?.model ?? request.model };
  const wants = (where: GuestDefinition['where']): boolean =>
    definitions.some((definition) => definition.where === where);
  return {
    plan: lacking.map((definition) => attachStep(guestInterface, definition, guest, state)),
    guest,
    mac,
    target: guest.live?.find((one) => one.mac === mac)?.target ?? '',
    live: wants('live') || isAmong(guest.live, mac),
    persistent: wants('config') || isAmong(guest.configured, mac),
  };
}

function isAmong(interfaces: readonly GuestInterface[] | undefined, mac: string): boolean {
  return interfaces?.some((one) => one.mac === mac) ?? false;
}

/** The definitions that the options `live` and `persistent` select. Throws AgentError: Conflict, Unsupported. */
function wantedDefinitions({ live, persistent }: AttachGuestRequest, guest: Guest): readonly GuestDefinition[] {
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
  const definitions = definitionsOf(guest).filter(({ where }) => (where === 'live' ? live : persistent) !== false);
  if (definitions.length > 0) return definitions;
  const why = guest.live === undefined ? 'is not running' : 'is transient';
  throw new AgentError(
    'Conflict',
    `guest ${name} ${why}, so there is nothing to do; leave 'live' and 'persistent' out`,
  );
}

/**
 * Whether the definition already has an interface on the bridge: any, unless the request names a MAC address. Throws
 * AgentError(Conflict) if the interface with this address is connected to something else.
 */
function isConnectedIn(
  definition: GuestDefinition,
  mac: string,
  request: AttachGuestRequest,
  guest: Guest,
  state: GuestState,
): boolean {
  if (request.mac === undefined && definition.interfaces.some((one) => isOn(request.bridge, one, state))) return true;
  const guestInterface = interfaceAt(definition, mac, guest);
  if (guestInterface === undefined) return false;
  if (isOn(request.bridge, guestInterface, state)) return true;
  throw new AgentError(
    'Conflict',
    `the card '${mac}' of guest ${quoted(guest.name)} is connected to ${quoted(guestInterface.source ?? guestInterface.type)}; move it with the option 'replace'`,
  );
}

function attachStep(
  guestInterface: { readonly mac: string; readonly bridge: string; readonly model: string },
  definition: GuestDefinition,
  guest: Guest,
  state: GuestState,
): GuestInterfaceStep {
  return guestStep(guest, state, {
    title: `attach guest ${quoted(guest.name)} to '${guestInterface.bridge}', ${whereTitle(definition)}`,
    bridge: guestInterface.bridge,
    mac: guestInterface.mac,
    where: definition.where,
    before: null,
    after: { type: 'bridge', source: guestInterface.bridge, xml: newInterfaceXml(guestInterface) },
  });
}

/** Throws AgentError(Conflict): of two interfaces with the same address on a LAN, each gets the other's frames. */
function refuseUsedMac(mac: string, guest: Guest, state: GuestState): void {
  if (!usedMacs(state, guest).includes(mac)) return;
  throw new AgentError(
    'Conflict',
    `the MAC address '${mac}' is in use on this host; give another one, or leave it out`,
  );
}

/** @param except a guest whose interfaces do not count. */
function usedMacs({ links, libvirt }: GuestState, except?: Guest): readonly string[] {
  const others = libvirt.guests.filter(({ uuid }) => uuid !== except?.uuid);
  const interfaces = others.flatMap(({ live = [], configured = [] }) => [...live, ...configured]);
  return [...links, ...interfaces].map(({ mac }) => mac);
}

function freeMac(state: GuestState, propose: () => string): string {
  const used = usedMacs(state);
  let mac = propose();
  while (used.includes(mac)) mac = propose();
  return mac;
}
