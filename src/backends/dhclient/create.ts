/** How a DHCP lease moves with the host from the uplink to its bridge. */
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { FileStep } from '../../model/plan.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { clientOf, endStep, moveStep, refuseUnseenClient, startStep } from './clients.ts';
import { moveConfigurations } from './configurations.ts';
import { clientsOn } from './leased.ts';

/** Throws AgentError: Unsupported where the uplink has its address from a client that can't be moved; see moveConfigurations. */
export function planCreateDhclient(request: CreateBridgeRequest, context: AspectContext): StepGroup {
  const files = configurationSteps(request, context);
  const { before, after } = planClient(request, context);
  // An undo starts the old client once its files are back.
  return { before: [...before, ...files], after };
}

function configurationSteps(
  request: CreateBridgeRequest,
  { state, earlier, history, ownClient }: AspectContext,
): readonly FileStep[] {
  if (ownClient === true) return [];
  const { addressing, interface: device, bridge } = request;
  // ifcfg-BRIDGE as network-scripts write it: of an image no clients are seen.
  const atBoot = earlier.some((step) => step.kind === 'file' && /^BOOTPROTO=dhcp$/m.test(step.after ?? ''));
  const isDynamic = addressing === 'dhcp' || (addressing === 'keep' && (atBoot || clientsOn(device, state).length > 0));
  // Where nothing else changes, they have moved already.
  return isDynamic && earlier.length > 0 ? moveConfigurations(device, bridge, state, history) : [];
}

function planClient(request: CreateBridgeRequest, { uplink, state, ownClient }: AspectContext): StepGroup {
  // A restarted network service ends its clients, and starts them as the files say.
  if (uplink === undefined || request.activate !== 'live') return nothing;
  const { addressing, bridge } = request;
  const client = clientOf(uplink.name, state);
  if (ownClient === true && client === undefined) return nothing;
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
