/** How a DHCP lease moves with the host from a bridge back to its uplink. */
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { DeleteContext } from '../interfaces/aspect.ts';
import { moveConfigurations } from './configurations.ts';
import { clientOf, endStep, moveStep, refuseUnseenClient, startStep } from './clients.ts';

/** Throws AgentError: Unsupported where the bridge has its address from a client that can't be moved; see moveConfigurations. */
export function planDeleteDhclient(request: DeleteBridgeRequest, context: DeleteContext): StepGroup {
  const { uplinkName, state, history, ownClient } = context;
  const files =
    uplinkName === undefined || ownClient === true
      ? []
      : moveConfigurations(request.bridge, uplinkName, state, history);
  const { before, after } = planClient(request, context);
  return { before: [...before, ...files], after };
}

function planClient(
  { bridge, activate }: DeleteBridgeRequest,
  { uplink, state, returned, ownClient }: DeleteContext,
): StepGroup {
  if (uplink === undefined || activate !== 'live') return nothing;
  const client = clientOf(bridge, state);
  if (ownClient === true && client === undefined) return nothing;
  if (client === undefined) refuseUnseenClient(bridge, state);
  const before = client === undefined ? [] : [endStep(client, bridge, state)];
  if (returned === 'dhcp') return { before, after: [startStep(uplink.name, state)] };
  if (returned === 'static' || client === undefined) return { before, after: [] };
  // The uplink's own lease file stays as it is when this is undone.
  return { before, after: [{ ...moveStep(client, bridge, uplink.name, state), createsLeaseFile: false }] };
}
