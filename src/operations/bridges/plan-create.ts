/** How a host comes to have a bridge. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { linkNamed } from '../../model/links.ts';
import { portProblem } from '../../model/uplink-kinds.ts';
import type { BridgeFacts } from '../../transactions/change.ts';
import { nest, planInTurn, warningsOf } from '../../model/step-group.ts';
import { aspects } from '../../backends/aspects.ts';
import type { AnyBackend, KernelTarget } from '../../backends/interfaces/network-backend.ts';
import { backendFor, settledNetworkManager } from '../../backends/network/detect.ts';
import type { Target } from '../../backends/links/join.ts';
import { planCreateLinks } from '../../backends/links/create.ts';
import { refuseLargerMtu, refuseLosingDefaultRoute } from '../../backends/links/guards.ts';
import { adoptedBridge, asItIs, planAdoption } from './adoption.ts';
import { withSmallestMtu } from '../../backends/ports/mtu.ts';
import { refuseOffLink, refuseOverlap, refuseTaken, requireUplink } from './guards.ts';
import { requirePort, requirePortsOf } from './further-ports.ts';
import { otherBridges } from './other-bridges.ts';

export interface Creation extends BridgeFacts {
  /** None if it is already so. */
  readonly steps: Plan;
  /** What the caller is told of what does not come along. */
  readonly warnings: readonly string[];
}

/** For a bridge that is made anew. */
interface Anew {
  /** What it is to have besides. */
  readonly missing?: Target;
  /** What repairs the configuration, which the state has already as it will be. */
  readonly files?: Plan;
}

/** @param history newest first. Throws AgentError where it must not be done. */
export function planCreateBridge(
  asked: CreateBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
  { missing, files = [] }: Anew = {},
): Creation {
  const meant = asItIs(withSmallestMtu(asked, state), state);
  const { bridge, activate } = meant;
  refuseNatBridge(bridge, state.libvirtNetworks);
  refuseUnreadNetworks(state.unreadNetworks);
  refuseOverlap(asked, state);
  refuseOtherCase(bridge, state);
  if (!state.live && activate !== 'boot') throw imageOnly(activate);
  const backend = backendFor(meant, state);
  const request = { ...meant, networkmanager: settledNetworkManager(meant, backend) };
  const port = makesItself(request, backend, state) ? undefined : requireUplink(request.interface, state);
  requirePortsOf(backend, request, state);
  const further = state.live ? request.ports.map((name) => requirePort(name, request, state)) : [];
  refuseTaken(request, state);
  const adopted = port && adoptedBridge(request, port, backend, state);
  const inKernel = state.live && adopted === undefined && isInKernel(request, port, backend, state);
  if (port !== undefined && !inKernel) {
    refuseLargerMtu(request, port);
    refuseLosingDefaultRoute(request, port, state);
  }
  const uplink = inKernel || activate === 'boot' ? undefined : port;
  const ports = activate === 'boot' ? [] : further.filter(({ master }) => master === undefined);
  const shared = { state, history, uplink, ports, others: otherBridges(bridge, state, history) };
  const [network, ...others] = aspects;
  const own = network.planCreate(request, { ...shared, earlier: [] });
  if (inKernel && activate !== 'boot' && !own.already) throw otherConfiguration(request);
  if (uplink !== undefined) refuseOffLink(request.probe, uplink.name, state);
  const { ownClient = false } = own;
  const repaired = { before: files, after: [] };
  const inner = [
    repaired,
    ...planInTurn(own, others, (aspect, earlier) =>
      aspect.planCreate(request, { ...shared, ownClient, earlier: [...earlier, ...files] }),
    ),
  ];
  const told = { warnings: warningsOf([own, ...inner]), intent: own.intent, stack: backend.name };
  const withoutLinks = nest([own, ...inner], []);
  if (uplink === undefined && withoutLinks.length === 0) return { steps: [], ...told, warnings: [] };
  backend.requireReader(request, state);
  if (uplink === undefined || own.links === 'none') return { steps: withoutLinks, ...told };
  if (own.links === 'service') return { steps: own.byRestart(inner), ...told };
  const form = (target: KernelTarget): KernelTarget => backend.kernelForm?.(target, uplink.name, state) ?? target;
  const core =
    adopted === undefined
      ? [planCreateLinks(request, uplink, state, { missing, form })]
      : planAdoption(request, adopted, uplink, state);
  return { steps: nest([own, ...inner], core), ...told };
}

/** Whether the kernel need not have the interface now: in an image, or where the next boot makes it. */
function makesItself(
  { interface: name, activate }: CreateBridgeRequest,
  backend: AnyBackend,
  state: HostState,
): boolean {
  if (!state.live) return true;
  return activate === 'boot' && linkNamed(name, state.links) === undefined && backend.makesLink?.(name, state) === true;
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
function isInKernel(
  request: CreateBridgeRequest,
  port: Link | undefined,
  backend: AnyBackend,
  state: HostState,
): boolean {
  const problem = port === undefined || port.master === request.bridge ? undefined : portProblem(port, state.links);
  if (problem !== undefined) throw problem;
  const bridge = state.links.find((link) => link.name === request.bridge);
  if (bridge === undefined) return false;
  if (bridge.bridge === undefined) {
    throw new AgentError('Exists', `'${bridge.name}' is an interface of another kind; choose another name`);
  }
  if (port?.master !== bridge.name) {
    const why = `it does not have '${request.interface}' as its port; delete it, choose another name, or use 'adopt' to take it over`;
    throw exists(request, why);
  }
  const difference = settingThatDiffers(request, bridge);
  if (difference !== undefined) throw exists(request, `its ${difference}; delete it first, or use the same settings`);
  if (!backend.isConfigured(bridge.name, state)) {
    throw exists(
      request,
      `no ${backend.nameOfConfiguration(bridge.name)} describes it; use 'adopt' to take it over, or delete it first`,
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
