/** How a host comes to have a bridge. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState } from '../../model/host-state.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BridgeFacts } from '../../transactions/change.ts';
import { nest, planInTurn, warningsOf, type StepGroup } from '../../model/step-group.ts';
import { aspects } from '../../backends/aspects.ts';
import type { AspectContext } from '../../backends/interfaces/aspect.ts';
import type { AnyBackend, BackendPlan, KernelTarget } from '../../backends/interfaces/network-backend.ts';
import { backendFor, settledNetworkManager } from '../../backends/network/detect.ts';
import type { Target } from '../../backends/links/join.ts';
import { planCreateLinks } from '../../backends/links/create.ts';
import { asItIs, planAdoption } from './adoption.ts';
import { withSmallestMtu } from '../../backends/ports/mtu.ts';
import { refuseOffLink, refuseOverlap } from './guards.ts';
import { exists, kernelPartOf, type KernelPart } from './kernel-part.ts';
import { otherBridges } from './other-bridges.ts';

const [network, ...others] = aspects;

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

/** What is to become of it, before its steps are put together. */
interface Planned {
  readonly request: CreateBridgeRequest;
  readonly backend: AnyBackend;
  readonly kernel: KernelPart;
  readonly own: BackendPlan;
  readonly inner: readonly StepGroup[];
}

/** @param history newest first. Throws AgentError where it must not be done. */
export function planCreateBridge(
  asked: CreateBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
  { missing, files = [] }: Anew = {},
): Creation {
  const planned = planParts(asked, state, history, files);
  const { request, backend, kernel, own, inner } = planned;
  const told = { warnings: warningsOf([own, ...inner]), intent: own.intent, stack: backend.name };
  if (kernel.uplink === undefined && nest([own, ...inner], []).length === 0) {
    return { steps: [], ...told, warnings: [] };
  }
  backend.requireReader(request, state);
  return { steps: stepsOf(planned, state, missing), ...told };
}

/** What each aspect does. Throws AgentError, see refuseUnfit, backendFor, kernelPartOf, planStack and the aspects. */
function planParts(
  asked: CreateBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
  files: Plan,
): Planned {
  const meant = asItIs(withSmallestMtu(asked, state), state);
  refuseUnfit(meant, state);
  const backend = backendFor(meant, state);
  const request = { ...meant, networkmanager: settledNetworkManager(meant, backend) };
  const kernel = kernelPartOf(request, backend, state);
  const { uplink, ports } = kernel;
  const { ownClient = false } = backend;
  const shared = { state, history, uplink, ports, others: otherBridges(request.bridge, state, history), ownClient };
  const own = planStack(request, kernel, { ...shared, earlier: [] });
  const inner = planInTurn(own, others, (aspect, earlier) =>
    aspect.planCreate(request, { ...shared, earlier: [...earlier, ...files] }),
  );
  return { request, backend, kernel, own, inner: [{ before: files, after: [] }, ...inner] };
}

/** The network stack's plan. Throws AgentError: Exists where only the kernel has what was asked for, see refuseOffLink. */
function planStack(request: CreateBridgeRequest, { uplink, already }: KernelPart, context: AspectContext): BackendPlan {
  const own = network.planCreate(request, context);
  if (already && !own.already) throw otherConfiguration(request);
  if (uplink !== undefined) refuseOffLink(request.probe, uplink.name, context.state);
  return own;
}

/** All steps in their order. Throws AgentError, see byRestart, planAdoption and planCreateLinks. */
function stepsOf({ request, backend, kernel, own, inner }: Planned, state: HostState, missing?: Target): Plan {
  const { uplink, adopted } = kernel;
  const parts = [own, ...inner];
  if (uplink === undefined || own.links === 'none') return nest(parts, []);
  if (own.links === 'service') return own.byRestart(inner);
  if (adopted !== undefined) return nest(parts, planAdoption(request, adopted, uplink, state));
  const form = (target: KernelTarget): KernelTarget => backend.kernelForm?.(target, uplink.name, state) ?? target;
  return nest(parts, [planCreateLinks(request, uplink, state, { missing, form })]);
}

/** Throws AgentError where no bridge may be made by this name, with these addresses, or in this way. */
function refuseUnfit(request: CreateBridgeRequest, state: HostState): void {
  const { bridge, activate } = request;
  refuseNatBridge(bridge, state.libvirtNetworks);
  refuseUnreadNetworks(state.unreadNetworks);
  refuseOverlap(request, state);
  refuseOtherCase(bridge, state);
  if (!state.live && activate !== 'boot') throw imageOnly(activate);
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

/** The kernel has it; the next boot would make another. */
function otherConfiguration(request: CreateBridgeRequest): AgentError {
  return exists(request, `its files differ; see 'Verify', and correct them or delete the bridge first`);
}

function imageOnly(activate: string): AgentError {
  return new AgentError(
    'Unsupported',
    `activate '${activate}' would change the network of the machine that the image lies on; use activate 'boot'`,
  );
}
