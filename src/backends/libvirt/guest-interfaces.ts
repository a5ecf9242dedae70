/** Guests' network interfaces and what they are connected to. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, GuestState, HostState } from '../../model/host-state.ts';
import type { GuestConnection, GuestInterfaceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';

type Connections = Pick<HostState, 'libvirt' | 'libvirtNetworks'>;

/** One of a guest's two definitions in libvirt: `live`, as it runs, or `config`, as it starts next. */
export interface GuestDefinition {
  readonly where: GuestInterfaceStep['where'];
  readonly interfaces: readonly GuestInterface[];
}

/** The steps, and what the reply says about the interface. */
export interface GuestPlan {
  readonly plan: readonly GuestInterfaceStep[];
  readonly guest: Guest;
  readonly mac: string;
  /** Its tap on the host; empty if it has none yet. */
  readonly target: string;
  readonly live: boolean;
  readonly persistent: boolean;
}

/** The configuration comes first, because it can be undone without the guest's cooperation. */
export function definitionsOf(guest: Guest): readonly GuestDefinition[] {
  return [
    ...(guest.configured === undefined ? [] : [{ where: 'config' as const, interfaces: guest.configured }]),
    ...(guest.live === undefined ? [] : [{ where: 'live' as const, interfaces: guest.live }]),
  ];
}

/** Whether the interface is on the bridge, directly or through a libvirt network. */
export function isOn(
  bridge: string,
  { type, source }: GuestInterface,
  state: Pick<HostState, 'libvirtNetworks'>,
): boolean {
  if (type === 'bridge') return source === bridge;
  if (type !== 'network') return false;
  const networks = state.libvirtNetworks.filter((network) => network.name === source);
  return networks.length > 0 && networks.every((network) => network.forward === 'bridge' && network.bridge === bridge);
}

/** The interface with this MAC address, if any. Throws AgentError(Conflict) if there are two. */
export function interfaceAt({ interfaces }: GuestDefinition, mac: string, guest: Guest): GuestInterface | undefined {
  const [guestInterface, twin] = interfaces.filter((one) => one.mac === mac);
  if (twin === undefined) return guestInterface;
  throw new AgentError(
    'Conflict',
    `guest ${quoted(guest.name)} has two cards with the MAC address '${mac}'; give one of them another address first`,
  );
}

/** Guests with an interface on the bridge, now or at their next start. */
export function guestsOn(bridge: string, state: Connections): readonly Guest[] {
  return state.libvirt.guests.filter(({ live = [], configured = [] }) =>
    [...live, ...configured].some((one) => isOn(bridge, one, state)),
  );
}

export interface InterfaceOnBridge {
  readonly guest: Guest;
  readonly mac: string;
  /** The tap on the host; empty if the interface exists in the configuration only. */
  readonly target: string;
}

/** Each interface on the bridge once, even if it is in both definitions of its guest. */
export function interfacesOn(bridge: string, state: Connections): readonly InterfaceOnBridge[] {
  return guestsOn(bridge, state).flatMap((guest) => {
    const interfaces = [...(guest.live ?? []), ...(guest.configured ?? [])].filter((one) => isOn(bridge, one, state));
    const first = interfaces.filter(({ mac }, index) => interfaces.findIndex((one) => one.mac === mac) === index);
    return first.map(({ mac, target = '' }) => ({ guest, mac, target }));
  });
}

/** The interface's connection, as a step records it. */
export function connectionOf({ type, source, xml }: GuestInterface): GuestConnection {
  return { type, source: source ?? '-', xml };
}

export function guestStep(
  guest: Guest,
  state: GuestState,
  rest: Pick<GuestInterfaceStep, 'title' | 'bridge' | 'mac' | 'where' | 'before' | 'after'>,
): GuestInterfaceStep {
  return { kind: 'guest-interface', uri: state.libvirt.uri, guest: guest.uuid, name: guest.name, ...rest };
}

/** Words for the title of a step. */
export function whereTitle({ where }: GuestDefinition): string {
  return where === 'live' ? 'live' : 'in its configuration';
}
