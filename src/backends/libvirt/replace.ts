/** Plans AttachGuest with `replace`: an interface moves to a bridge while the guest keeps using it. */
import { AgentError } from '../../contract/errors.ts';
import type { Guest, GuestInterface, GuestState } from '../../model/host-state.ts';
import { movedInterfaceXml } from './interface-xml.ts';
import type { GuestInterfaceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import type { AttachGuestRequest } from '../../model/requests.ts';
import {
  connectionOf,
  guestStep,
  interfaceAt,
  isOn,
  whereTitle,
  type GuestDefinition,
  type GuestPlan,
} from './guest-interfaces.ts';

interface Found {
  readonly definition: GuestDefinition;
  readonly guestInterface: GuestInterface;
}

/** @param mac the interface to move. Throws AgentError: NotFound, Conflict, Unsupported. */
export function planReplace(
  request: AttachGuestRequest,
  mac: string,
  guest: Guest,
  definitions: readonly GuestDefinition[],
  state: GuestState,
): GuestPlan {
  const found = definitions.flatMap((definition) => {
    const guestInterface = interfaceAt(definition, mac, guest);
    return guestInterface === undefined ? [] : [{ definition, guestInterface }];
  });
  requireFound(request, mac, guest, found);
  const moved = found.filter(({ guestInterface }) => !isOn(request.bridge, guestInterface, state));
  return {
    plan: moved.map((one) => moveStep(request.bridge, one, guest, state)),
    guest,
    mac,
    target: guest.live?.find((one) => one.mac === mac)?.target ?? '',
    live: found.some(({ definition }) => definition.where === 'live'),
    persistent: found.some(({ definition }) => definition.where === 'config'),
  };
}

function requireFound(
  { live, persistent }: AttachGuestRequest,
  mac: string,
  guest: Guest,
  found: readonly Found[],
): void {
  const wanted = [live === true ? 'live' : undefined, persistent === true ? 'config' : undefined];
  const missing = wanted.some(
    (where) => where !== undefined && !found.some(({ definition }) => definition.where === where),
  );
  if (found.length > 0 && !missing) return;
  throw new AgentError(
    'NotFound',
    `guest ${quoted(guest.name)} has no card '${mac}' to replace there; see 'virsh domiflist'`,
  );
}

function moveStep(
  bridge: string,
  { definition, guestInterface }: Found,
  guest: Guest,
  state: GuestState,
): GuestInterfaceStep {
  const xml = movedInterfaceXml(guestInterface.xml, bridge);
  // libvirt can update only these two types while the guest runs (formatdomain, modifying virtual network interfaces).
  const movable = definition.where === 'config' || ['bridge', 'network'].includes(guestInterface.type);
  if (xml === undefined || !movable) {
    throw new AgentError(
      'Unsupported',
      `the card '${guestInterface.mac}' of guest ${quoted(guest.name)} has the type ${quoted(guestInterface.type)}, which cannot be moved live; attach a new card and detach this one`,
    );
  }
  return guestStep(guest, state, {
    title: `move card '${guestInterface.mac}' of guest ${quoted(guest.name)} to '${bridge}', ${whereTitle(definition)}`,
    bridge,
    mac: guestInterface.mac,
    where: definition.where,
    before: connectionOf(guestInterface),
    after: { type: 'bridge', source: bridge, xml },
  });
}
