/** How a DHCP lease moves with the host from the uplink to its bridge. */
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { clientOf, endStep, moveStep, refuseUnseenClient, startStep } from './clients.ts';

/** Throws AgentError(Unsupported) where the uplink has its address from a client that can't be moved. */
export function planCreateDhclient(request: CreateBridgeRequest, { uplink, state }: AspectContext): StepGroup {
  // A restarted network service ends its clients, and starts them as the files say.
  if (uplink === undefined || request.activate !== 'live') return nothing;
  const { addressing, bridge } = request;
  const client = clientOf(uplink.name, state);
  const moves = addressing === 'keep' || addressing === 'dhcp';
  // NetworkManager's own client ends with it, and it is stopped before.
  const stopped = !moves && state.networkManager.devices[uplink.name] === 'managed';
  if (client === undefined && !stopped) refuseUnseenClient(uplink.name, state);
  if (client === undefined) return addressing === 'dhcp' ? { before: [], after: [startStep(bridge, state)] } : nothing;
  return {
    before: [endStep(client, uplink.name, state)],
    after: moves ? [moveStep(client, uplink.name, bridge, state)] : [],
  };
}
