/** Guests' network cards, and what they are connected to. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, HostState } from '../../model/host-state.ts';
import type { GuestConnection, GuestInterfaceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';

/** The guest as it runs, or as it will start. */
export interface GuestDefinition {
  readonly where: GuestInterfaceStep['where'];
  readonly interfaces: readonly GuestInterface[];
}

/** What is to be done, and what the caller is told of the card. */
export interface GuestPlan {
  readonly plan: readonly GuestInterfaceStep[];
  readonly guest: Guest;
  readonly mac: string;
  /** The tap that it has already; empty for none. */
  readonly target: string;
  readonly live: boolean;
  readonly persistent: boolean;
}

/** Those that the guest has; the configuration first, because it can be undone without the guest's help. */
export function definitionsOf(guest: Guest): readonly GuestDefinition[] {
  return [
    ...(guest.configured === undefined ? [] : [{ where: 'config' as const, interfaces: guest.configured }]),
    ...(guest.live === undefined ? [] : [{ where: 'live' as const, interfaces: guest.live }]),
  ];
}

/** By the bridge's name, or by a libvirt network that leads to it. */
export function isOn(bridge: string, { type, source }: GuestInterface, state: HostState): boolean {
  if (type === 'bridge') return source === bridge;
  if (type !== 'network') return false;
  const networks = state.libvirtNetworks.filter((network) => network.name === source);
  return networks.length > 0 && networks.every((network) => network.forward === 'bridge' && network.bridge === bridge);
}

/** The place's one card of this address, or none. Throws AgentError(Conflict) for two. */
export function interfaceAt({ interfaces }: GuestDefinition, mac: string, guest: Guest): GuestInterface | undefined {
  const [guestInterface, twin] = interfaces.filter((one) => one.mac === mac);
  if (twin === undefined) return guestInterface;
  throw new AgentError(
    'Conflict',
    `guest ${quoted(guest.name)} has two cards with the MAC address '${mac}'; give one of them another address first`,
  );
}

/** Guests with a card on the bridge, now or at their next start. */
export function guestsOn(bridge: string, state: HostState): readonly Guest[] {
  return state.libvirt.guests.filter(({ live = [], configured = [] }) =>
    [...live, ...configured].some((one) => isOn(bridge, one, state)),
  );
}

export interface InterfaceOnBridge {
  readonly guest: Guest;
  readonly mac: string;
  /** The tap on the host; empty where the guest does not run, or will have the card at its next start only. */
  readonly target: string;
}

/** Each card on the bridge once, whether the guest has it now or at its next start. */
export function interfacesOn(bridge: string, state: HostState): readonly InterfaceOnBridge[] {
  return guestsOn(bridge, state).flatMap((guest) => {
    const interfaces = [...(guest.live ?? []), ...(guest.configured ?? [])].filter((one) => isOn(bridge, one, state));
    const first = interfaces.filter(({ mac }, index) => interfaces.findIndex((one) => one.mac === mac) === index);
    return first.map(({ mac, target = '' }) => ({ guest, mac, target }));
  });
}

/** What a card is connected to, for a step. */
export function connectionOf({ type, source, xml }: GuestInterface): GuestConnection {
  return { type, source: source ?? '-', xml };
}

export function guestStep(
  guest: Guest,
  state: HostState,
  rest: Pick<GuestInterfaceStep, 'title' | 'bridge' | 'mac' | 'where' | 'before' | 'after'>,
): GuestInterfaceStep {
  return { kind: 'guest-interface', uri: state.libvirt.uri, guest: guest.uuid, name: guest.name, ...rest };
}

/** For a step's title. */
export function whereTitle({ where }: GuestDefinition): string {
  return where === 'live' ? 'live' : 'in its configuration';
}
