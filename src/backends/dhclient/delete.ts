/** How a DHCP lease moves with the host from a bridge back to its uplink. */
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { DhcpClient, HostState } from '../../model/host-state.ts';
import type { DhcpClientStep } from '../../model/plan.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { DeleteContext } from '../interfaces/aspect.ts';
import { moveConfigurations } from './configurations.ts';
import { clientOf, endStep, moveStep, refuseOtherClient6, refuseUnseenClient, startStep } from './clients.ts';

/** Throws AgentError: Unsupported where the bridge has its address from a client that can't be moved; see moveConfigurations. */
export function planDeleteDhclient(request: DeleteBridgeRequest, context: DeleteContext): StepGroup {
  const { uplinkName, state, history, ownClient } = context;
  const files =
    uplinkName === undefined || ownClient === true
      ? []
      : moveConfigurations(request.bridge, uplinkName, state, history);
  const clients = [planClient(request, context), planClient6(request, context)];
  const before = [...clients.flatMap((group) => group.before), ...files];
  return { before, after: clients.flatMap((group) => group.after) };
}

function planClient(
  { bridge, activate }: DeleteBridgeRequest,
  { uplink, state, returned, ownClient }: DeleteContext,
): StepGroup {
  if (uplink === undefined || activate !== 'live') return nothing;
  const client = clientOf(bridge, state, 4);
  if (ownClient === true && client === undefined) return nothing;
  if (client === undefined) refuseUnseenClient(bridge, state);
  const before = client === undefined ? [] : [endStep(client, bridge, state)];
  if (returned === 'dhcp') return { before, after: [startStep(uplink.name, state)] };
  if (returned === 'static' || client === undefined) return { before, after: [] };
  return { before, after: [returnStep(client, bridge, uplink.name, state)] };
}

/** A DHCPv6 lease that the bridge has goes back in any case. */
function planClient6({ bridge, activate }: DeleteBridgeRequest, { uplink, state }: DeleteContext): StepGroup {
  if (uplink === undefined || activate !== 'live') return nothing;
  const client = clientOf(bridge, state, 6);
  if (client === undefined) refuseOtherClient6(bridge, state);
  if (client === undefined) return nothing;
  return { before: [endStep(client, bridge, state)], after: [returnStep(client, bridge, uplink.name, state)] };
}

/** The uplink's own lease file stays as it is when this is undone. */
function returnStep(client: DhcpClient, from: string, to: string, state: HostState): DhcpClientStep {
  return { ...moveStep(client, from, to, state), createsLeaseFile: false };
}
