/** Plans DetachGuest. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, GuestState } from '../../model/host-state.ts';
import type { GuestInterfaceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import { listOf } from '../../contract/list-of.ts';
import type { DetachGuestRequest } from '../../model/requests.ts';
import {
  connectionOf,
  definitionsOf,
  guestStep,
  interfaceAt,
  isOn,
  whereTitle,
  type GuestDefinition,
  type GuestPlan,
} from './guest-interfaces.ts';
import { requireBridge, requireGuest, requireLibvirt } from './find-guest.ts';

/** Throws AgentError if it must not be done: NotFound, Conflict, Busy. */
export function planDetach(request: DetachGuestRequest, state: GuestState): GuestPlan {
  requireLibvirt(state);
  requireBridge(request.bridge, state);
  const guest = requireGuest(request.guest, state);
  const mac = chooseInterface(request, guest, state);
  const found = definitionsOf(guest).flatMap((definition) => {
    const guestInterface = interfaceAt(definition, mac, guest);
    return guestInterface === undefined || !isOn(request.bridge, guestInterface, state)
      ? []
      : [{ definition, guestInterface }];
  });
  return {
    plan: found.map(({ definition, guestInterface }) =>
      detachStep(request.bridge, definition, guestInterface, guest, state),
    ),
    guest,
    mac,
    target: found.find(({ definition }) => definition.where === 'live')?.guestInterface.target ?? '',
    live: found.some(({ definition }) => definition.where === 'live'),
    persistent: found.some(({ definition }) => definition.where === 'config'),
  };
}

/** The MAC address to detach. Throws AgentError: NotFound; Conflict if several interfaces could be meant. */
function chooseInterface({ bridge, mac }: DetachGuestRequest, guest: Guest, state: GuestState): string {
  const interfaces = definitionsOf(guest).flatMap((definition) =>
    definition.interfaces.filter((one) => isOn(bridge, one, state)),
  );
  const [first, ...others] = [...new Set(interfaces.map((one) => one.mac))].filter(
    (one) => mac === undefined || one === mac,
  );
  const name = quoted(guest.name);
  if (first === undefined) {
    const which = mac === undefined ? 'card' : `card '${mac}'`;
    throw new AgentError('NotFound', `guest ${name} has no ${which} on '${bridge}'; see 'virsh domiflist'`);
  }
  if (others.length === 0) return first;
  const all = listOf(
    [first, ...others].map((one) => `'${one}'`),
    { last: ', ' },
  );
  throw new AgentError(
    'Conflict',
    `guest ${name} has several cards on '${bridge}', ${all}; name one with the option 'mac'`,
  );
}

function detachStep(
  bridge: string,
  definition: GuestDefinition,
  guestInterface: GuestInterface,
  guest: Guest,
  state: GuestState,
): GuestInterfaceStep {
  return guestStep(guest, state, {
    title: `detach guest ${quoted(guest.name)} from '${bridge}', ${whereTitle(definition)}`,
    bridge,
    mac: guestInterface.mac,
    where: definition.where,
    before: connectionOf(guestInterface),
    after: null,
  });
}
