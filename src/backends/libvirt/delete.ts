/** What libvirt is told of a bridge that goes. */
import { AgentError } from '../../contract/errors.ts';
import { quoted } from '../../contract/quoted.ts';
import { listOf } from '../../contract/list-of.ts';
import type { HostState } from '../../model/host-state.ts';
import { keptStepsOf } from '../../model/originals.ts';
import type { LibvirtNetworkStep } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { leadsTo, reload } from './create.ts';
import { isOn } from './guest-interfaces.ts';

/** Throws AgentError(Busy) where a guest that runs uses our network. */
export function planDeleteLibvirt(request: DeleteBridgeRequest, { state, history }: AspectContext): StepGroup {
  const warnings = waitingGuests(request.bridge, state);
  if (request.activate === 'boot') return { ...nothing, warnings };
  const isThere = state.links.some((link) => link.name === request.bridge);
  return { before: planDeleteNetworks(request.bridge, state, history), after: isThere ? reload(state) : [], warnings };
}

/** Guests that would look for the bridge as they start. Those that run with a card on it refuse the change. */
function waitingGuests(bridge: string, state: HostState): readonly string[] {
  const guests = state.libvirt.guests.filter(({ configured = [] }) =>
    configured.some((one) => isOn(bridge, one, state)),
  );
  if (guests.length === 0) return [];
  const names = listOf(
    guests.map(({ name }) => quoted(name)),
    { last: ', ' },
  );
  return [
    `guests whose configuration has a card on '${bridge}' do not start without it: ${names}; move those cards to another bridge`,
  ];
}

/** The networks that we made for the bridge, as far as they still are what they were. */
function planDeleteNetworks(
  bridge: string,
  state: HostState,
  history: readonly Transaction[],
): readonly LibvirtNetworkStep[] {
  return ourNetworks(bridge, history).flatMap((network) => {
    const there = state.libvirtNetworks.filter(({ name }) => name === network);
    const xml = state.libvirt.definitions.findLast(({ name }) => name === network)?.xml;
    if (xml === undefined || !there.every((one) => leadsTo(bridge, one))) return [];
    refuseUsers(network, state);
    const title = `remove libvirt network '${network}'`;
    return [{ kind: 'libvirt-network', title, uri: state.libvirt.uri, network, bridge, action: 'undefine', xml }];
  });
}

/** Those whose last change was our definition of them. */
function ourNetworks(bridge: string, history: readonly Transaction[]): readonly string[] {
  const steps = keptStepsOf('libvirt-network', history);
  const last = new Map(steps.toReversed().map((step) => [step.network, step]));
  return [...last.values()]
    .filter((step) => step.bridge === bridge && step.action === 'define')
    .map(({ network }) => network);
}

function refuseUsers(network: string, state: HostState): void {
  const users = state.libvirt.guests.filter(({ live = [] }) =>
    live.some((guestInterface) => guestInterface.type === 'network' && guestInterface.source === network),
  );
  if (users.length === 0) return;
  const names = listOf(users.map(({ name }) => quoted(name)));
  throw new AgentError(
    'Busy',
    `libvirt's network '${network}' is in use by ${names}; stop those guests or detach them first`,
  );
}
