/** How a DHCP lease moves with the host from the uplink to its bridge. */
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import type { DhcpClient, HostState } from '../../model/host-state.ts';
import type { FileStep } from '../../model/plan.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import {
  clientOf,
  endStep,
  filesInPlaceOf,
  moveStep,
  refuseOtherClient6,
  refuseUnseenClient,
  startStep,
} from './clients.ts';
import { moveConfigurations } from './configurations.ts';
import { clientsOn } from './leased.ts';

/** Throws AgentError: Unsupported where the uplink has its address from a client that can't be moved; see moveConfigurations. */
export function planCreateDhclient(request: CreateBridgeRequest, context: AspectContext): StepGroup {
  const files = configurationSteps(request, context);
  const clients = [planClient(request, context), planClient6(request, context)];
  // An undo starts the old clients once their files are back.
  const before = [...clients.flatMap((group) => group.before), ...files];
  const after = clients.flatMap((group) => group.after);
  const warnings = otherIdentity(request, context);
  return { before, after, ...(warnings.length > 0 && { warnings }) };
}

/**
 * A host is known to a DHCPv6 server by its DUID, which dhclient keeps with its leases; to one of IPv4 by its MAC address. The
 * service starts the bridge's client without them.
 */
function otherIdentity(request: CreateBridgeRequest, { state, earlier }: AspectContext): readonly string[] {
  const { interface: device, bridge, addressing, activate } = request;
  const [client] = clientsOn(device, state, 6);
  const goesOn = addressing === 'keep' || addressing === 'dhcp';
  if (client === undefined || !goesOn || activate === 'live' || earlier.length === 0) return [];
  const { leaseFile } = filesInPlaceOf(client, device, bridge, state);
  return [
    `the DHCPv6 client of '${bridge}' will start with a new DUID, so that its server may give it another address; copy ` +
      `'${client.leaseFile}' to '${leaseFile}' to keep the DUID, or use activate 'live'`,
  ];
}

function configurationSteps(
  request: CreateBridgeRequest,
  { state, earlier, history, ownClient }: AspectContext,
): readonly FileStep[] {
  if (ownClient === true) return [];
  const { addressing, interface: device, bridge } = request;
  // ifcfg-BRIDGE as network-scripts write it: of an image no clients are seen.
  const byDhcp = /^(?:BOOTPROTO=dhcp|DHCPV6C=['"]?(?:yes|true|on|1)['"]?)$/im;
  const atBoot = earlier.some((step) => step.kind === 'file' && byDhcp.test(step.after ?? ''));
  const runs = state.dhcp.clients.some(({ interfaces }) => interfaces.includes(device));
  const isDynamic = addressing === 'dhcp' || (addressing === 'keep' && (atBoot || runs));
  // Where nothing else changes, they have moved already.
  return isDynamic && earlier.length > 0 ? moveConfigurations(device, bridge, state, history) : [];
}

function planClient(request: CreateBridgeRequest, { uplink, state, ownClient }: AspectContext): StepGroup {
  // A restarted network service ends its clients, and starts them as the files say.
  if (uplink === undefined || request.activate !== 'live') return nothing;
  const { addressing, bridge } = request;
  const client = clientOf(uplink.name, state, 4);
  if (ownClient === true && client === undefined) return nothing;
  const moves = addressing === 'keep' || addressing === 'dhcp';
  // NetworkManager's own client ends with it, and it is stopped before.
  const stopped = !moves && state.networkManager.devices[uplink.name] === 'managed';
  if (client === undefined && !stopped) refuseUnseenClient(uplink.name, state);
  if (client === undefined) return addressing === 'dhcp' ? { before: [], after: [startStep(bridge, state)] } : nothing;
  return moved(client, uplink.name, moves ? bridge : undefined, state);
}

/** A DHCPv6 lease moves unless the caller says which addresses there are: addressing `dhcp` leaves IPv6 as it is. */
function planClient6(request: CreateBridgeRequest, { uplink, state }: AspectContext): StepGroup {
  if (uplink === undefined || request.activate !== 'live') return nothing;
  const { addressing, bridge } = request;
  const client = clientOf(uplink.name, state, 6);
  if (client === undefined) refuseOtherClient6(uplink.name, state);
  if (client === undefined) return nothing;
  return moved(client, uplink.name, addressing === 'keep' || addressing === 'dhcp' ? bridge : undefined, state);
}

/** @param to undefined where the client only ends. */
function moved(client: DhcpClient, from: string, to: string | undefined, state: HostState): StepGroup {
  return {
    before: [endStep(client, from, state)],
    after: to === undefined ? [] : [moveStep(client, from, to, state)],
  };
}
