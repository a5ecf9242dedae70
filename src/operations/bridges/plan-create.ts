/** How a host comes to have a bridge. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BridgeFacts } from '../../transactions/change.ts';
import { nest, planInTurn, warningsOf } from '../../model/step-group.ts';
import { aspects } from '../../backends/aspects.ts';
import type { AnyBackend, KernelTarget } from '../../backends/interfaces/network-backend.ts';
import { backendFor, settledNetworkManager } from '../../backends/network/detect.ts';
import { planCreateLinks } from '../../backends/links/create.ts';
import { refuseOffLink, refuseOverlap, refuseTaken, requireUplink } from './guards.ts';
import { otherBridges } from './other-bridges.ts';

export interface Creation extends BridgeFacts {
  /** None if it is already so. */
  readonly steps: Plan;
  /** What the caller is told of what does not come along. */
  readonly warnings: readonly string[];
}

/** @param history newest first. Throws AgentError where it must not be done. */
export function planCreateBridge(
  asked: CreateBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Creation {
  const { bridge, activate } = asked;
  refuseNatBridge(bridge, state.libvirtNetworks);
  refuseUnreadNetworks(state.unreadNetworks);
  refuseOverlap(asked, state);
  refuseOtherCase(bridge, state);
  if (!state.live && activate !== 'boot') throw imageOnly(activate);
  const port = state.live ? requireUplink(asked.interface, state) : undefined;
  const backend = backendFor(asked, state);
  const request = { ...asked, networkmanager: settledNetworkManager(asked, backend) };
  refuseTaken(request, state);
  const inKernel = port !== undefined && isInKernel(request, port, backend, state);
  const uplink = inKernel || activate === 'boot' ? undefined : port;
  const shared = { state, history, uplink, others: otherBridges(bridge, state, history) };
  const [network, ...others] = aspects;
  const own = network.planCreate(request, { ...shared, earlier: [] });
  if (inKernel && activate !== 'boot' && !own.already) throw otherConfiguration(request);
  if (uplink !== undefined) refuseOffLink(request.probe, uplink.name, state);
  const { ownClient = false } = own;
  const inner = planInTurn(own, others, (aspect, earlier) =>
    aspect.planCreate(request, { ...shared, ownClient, earlier }),
  );
  const told = { warnings: warningsOf([own, ...inner]), intent: own.intent, stack: backend.name };
  const withoutLinks = nest([own, ...inner], []);
  if (uplink === undefined && withoutLinks.length === 0) return { steps: [], ...told, warnings: [] };
  backend.requireReader(request, state);
  if (uplink === undefined || own.links === 'none') return { steps: withoutLinks, ...told };
  if (own.links === 'service') return { steps: own.byRestart(inner), ...told };
  const form = (target: KernelTarget): KernelTarget => backend.kernelForm?.(target, uplink.name, state) ?? target;
  return { steps: nest([own, ...inner], [planCreateLinks(request, uplink, state, form)]), ...told };
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

/** Whether the interface is a port of this very bridge. Throws AgentError: Busy, Exists. */
function isInKernel(request: CreateBridgeRequest, port: Link, backend: AnyBackend, state: HostState): boolean {
  if (port.master !== undefined && port.master !== request.bridge) {
    throw new AgentError(
      'Busy',
      `interface '${port.name}' is already a port of '${port.master}'; remove it from there first`,
    );
  }
  const bridge = state.links.find((link) => link.name === request.bridge);
  if (bridge === undefined) return false;
  if (bridge.bridge === undefined) {
    throw exists(request, `it is an interface of another kind; choose another name`);
  }
  if (port.master !== bridge.name)
    throw exists(request, `it does not have '${port.name}' as its port; delete it or choose another name`);
  const difference = settingThatDiffers(request, bridge);
  if (difference !== undefined) throw exists(request, `its ${difference}; delete it first, or use the same settings`);
  if (!backend.isConfigured(bridge.name, state)) {
    throw exists(
      request,
      `no ${backend.nameOfConfiguration(bridge.name)} describes it; see 'Verify', or delete it first`,
    );
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
  const snooping = request.multicastSnooping;
  if (snooping !== undefined && bridge.multicastSnooping === !snooping) {
    return `multicast snooping is ${snooping ? 'off' : 'on'}`;
  }
  if (request.mtu !== undefined && link.mtu !== request.mtu) return `mtu is ${link.mtu}`;
  return undefined;
}

/** The kernel has it; the next boot would make another. */
function otherConfiguration(request: CreateBridgeRequest): AgentError {
  return exists(request, `its files differ; see 'Verify', and correct them or delete the bridge first`);
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
