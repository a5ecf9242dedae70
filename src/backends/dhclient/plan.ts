/** How a DHCP lease moves with the host from one device to another. Pure. */
import type { HostState, Link } from '../../model/host-state.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import { clientOf, endStep, moveStep, refuseUnseenClient, startStep } from './clients.ts';

/**
 * @param card undefined where the kernel is not to be touched, or has the bridge already. Throws AgentError(Unsupported)
 * where the card has its address from a client that can't be moved.
 */
export function planDhcp(request: CreateBridgeRequest, card: Link | undefined, state: HostState): StepGroup {
  // A restarted network service ends its clients, and starts them as the files say.
  if (card === undefined || request.activate !== 'live') return nothing;
  const { addressing, bridge } = request;
  const client = clientOf(card.name, state);
  const moves = addressing === 'keep' || addressing === 'dhcp';
  // NetworkManager's own client ends with it, and it is stopped before.
  const stopped = !moves && state.networkManager.devices[card.name] === 'managed';
  if (client === undefined && !stopped) refuseUnseenClient(card.name, state);
  if (client === undefined) return addressing === 'dhcp' ? { before: [], after: [startStep(bridge, state)] } : nothing;
  return {
    before: [endStep(client, card.name, state)],
    after: moves ? [moveStep(client, card.name, bridge, state)] : [],
  };
}

/**
 * @param back what the card gets: all that the bridge has (`bridge`), or what its file says, by DHCP or not. Throws
 * AgentError(Unsupported) where the bridge has its address from a client that can't be moved.
 */
export function returnDhcp(
  { bridge, activate }: DeleteBridgeRequest,
  card: Link | undefined,
  state: HostState,
  back: 'bridge' | 'dhcp' | 'static',
): StepGroup {
  if (card === undefined || activate !== 'live') return nothing;
  const client = clientOf(bridge, state);
  if (client === undefined) refuseUnseenClient(bridge, state);
  const before = client === undefined ? [] : [endStep(client, bridge, state)];
  if (back === 'dhcp') return { before, after: [startStep(card.name, state)] };
  if (back === 'static' || client === undefined) return { before, after: [] };
  // The card's own lease file stays as it is when this is undone.
  return { before, after: [{ ...moveStep(client, bridge, card.name, state), createsLeaseFile: false }] };
}
