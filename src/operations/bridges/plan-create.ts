/** How a host comes to have a bridge. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import type { FileStep, Plan } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { planBridgedTraffic } from '../../backends/firewall/plan.ts';
import { hostFirewall } from '../../backends/host-firewall/aspect.ts';
import { planDhcp } from '../../backends/dhclient/plan.ts';
import { planLibvirt } from '../../backends/libvirt/plan.ts';
import { planNetworkManager } from '../../backends/network/network-scripts/networkmanager/create.ts';
import { nest } from '../../model/step-group.ts';
import { isConfigured } from '../../backends/network/network-scripts/is-configured.ts';
import { planXen } from '../../backends/xen/plan.ts';
import { planCreateLinks } from '../../backends/links/create.ts';
import { requireReader } from '../../backends/network/network-scripts/boot-reader.ts';
import { planCreateFiles } from '../../backends/network/network-scripts/create.ts';
import { refuseOffLink, refuseOverlap, requireCard } from './guards.ts';
import { byRestart } from '../../backends/network/network-scripts/restart.ts';

/** @param history newest first. @returns the steps; none if it is already so. Throws AgentError where it must not be done. */
export function planCreateBridge(
  request: CreateBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Plan {
  refuseNatBridge(request.bridge, state.libvirtNetworks);
  refuseUnreadNetworks(state.unreadNetworks);
  refuseOverlap(request, state);
  refuseOtherCase(request.bridge, state);
  if (!state.live && request.activate !== 'boot') throw imageOnly(request.activate);
  const card = state.live ? requireCard(request.interface, state) : undefined;
  const inKernel = card !== undefined && isInKernel(request, card, state);
  const files = planCreateFiles(request, state).steps;
  if (inKernel && request.activate !== 'boot') refuseOtherFiles(request, files);
  const change = inKernel || request.activate === 'boot' ? undefined : card;
  if (change !== undefined) refuseOffLink(request.probe, change.name, state);
  const parts = [
    planNetworkManager(request, change, state),
    { before: files, after: [] },
    planXen(state),
    hostFirewall.planCreate(request, { state, history, uplink: change }),
    planBridgedTraffic({ ...request, policy: request.bridgedTraffic }, state, history),
    planLibvirt(request, change, state),
    planDhcp(request, change, state),
  ];
  const rest = nest(parts, []);
  if (change === undefined && rest.length === 0) return rest;
  requireReader(request, state);
  if (change === undefined) return rest;
  // The network service reads the files as it starts.
  if (request.activate === 'restart') return byRestart(parts, 'nothing', state);
  return nest(parts, [planCreateLinks(request, change, state)]);
}

/** The kernel allows BR0 beside br0; people would confuse them. */
function refuseOtherCase(bridge: string, state: HostState): void {
  const twin = state.links.find((link) => link.name !== bridge && link.name.toLowerCase() === bridge.toLowerCase());
  if (twin === undefined) return;
  throw new AgentError(
    'ReservedName',
    `'${bridge}' differs only in case from '${twin.name}', which exists; choose another name`,
  );
}

/** Whether the card is a port of this very bridge. Throws AgentError: Busy, Exists. */
function isInKernel(request: CreateBridgeRequest, card: Link, state: HostState): boolean {
  if (card.master !== undefined && card.master !== request.bridge) {
    throw new AgentError(
      'Busy',
      `interface '${card.name}' is already a port of '${card.master}'; remove it from there first`,
    );
  }
  const bridge = state.links.find((link) => link.name === request.bridge);
  if (bridge === undefined) return false;
  if (bridge.bridge === undefined) {
    throw exists(request, `it is an interface of another kind; choose another name`);
  }
  if (card.master !== bridge.name)
    throw exists(request, `it does not have '${card.name}' as its port; delete it or choose another name`);
  const difference = settingThatDiffers(request, bridge);
  if (difference !== undefined) throw exists(request, `its ${difference}; delete it first, or use the same settings`);
  if (!isConfigured(bridge.name, state)) {
    throw exists(request, `no file 'ifcfg-${bridge.name}' describes it; see 'Verify', or delete it first`);
  }
  return true;
}

function settingThatDiffers(request: CreateBridgeRequest, link: Link): string | undefined {
  const bridge = link.bridge;
  if (bridge === undefined) return undefined;
  if (bridge.stp !== request.stp) return `STP is ${bridge.stp ? 'on' : 'off'}`;
  if (request.stp && bridge.forwardDelay !== request.forwardDelay * 100) {
    return `forward delay is ${bridge.forwardDelay / 100} seconds`;
  }
  if (request.mtu !== undefined && link.mtu !== request.mtu) return `mtu is ${link.mtu}`;
  return undefined;
}

/** The kernel has it; without its files the next boot would lose it. */
function refuseOtherFiles(request: CreateBridgeRequest, files: readonly FileStep[]): void {
  if (files.length === 0) return;
  throw exists(request, `its files differ; see 'Verify', and correct them or delete the bridge first`);
}

function exists(request: CreateBridgeRequest, why: string): AgentError {
  return new AgentError('Exists', `bridge '${request.bridge}' exists already, but ${why}`);
}

function imageOnly(activate: string): AgentError {
  return new AgentError(
    'Unsupported',
    `activate '${activate}' would change the network of the machine that the image lies on; use activate 'boot'`,
  );
}
