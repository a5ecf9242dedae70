/** How a host gets rid of a bridge and has its interface back. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { refuseNatBridge } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import { listOf } from '../../contract/list-of.ts';
import { quoted } from '../../contract/quoted.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nest, planInTurn, warningsOf, type StepGroup } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BridgeFacts } from '../../transactions/change.ts';
import { creationsOf } from '../../model/originals.ts';
import { linksAbove, portsOf } from '../../model/links.ts';
import { uplinkOf } from '../../model/uplink.ts';
import { aspects } from '../../backends/aspects.ts';
import type { AnyBackend, BackendDeletion } from '../../backends/interfaces/network-backend.ts';
import { planDeleteLinks } from '../../backends/links/delete.ts';
import { backendOf } from '../../backends/network/detect.ts';
import { refuseOffLink } from './guards.ts';
import { otherBridges } from './other-bridges.ts';
import { returnedAddressing, returningOf } from './returning.ts';

const [network, ...others] = aspects;

export interface Deletion extends BridgeFacts {
  readonly steps: Plan;
  readonly warnings: readonly string[];
}

/** What of the bridge is in the kernel, and what leaves it now. */
interface Leaving {
  readonly bridge: Link | undefined;
  /** The interface behind it. */
  readonly port: Link | undefined;
  /** The same, if its place changes now. */
  readonly uplink: Link | undefined;
  /** Further interfaces that leave it now. */
  readonly ports: readonly Link[];
}

/** What is to become of it, before its steps are put together. */
interface Planned {
  readonly backend: AnyBackend;
  readonly leaving: Leaving;
  /** The CreateBridge that is undone by this, if it was ours. */
  readonly creation: Transaction | undefined;
  readonly own: BackendDeletion;
  readonly inner: readonly StepGroup[];
}

/** @param history newest first. Throws AgentError where it must not be done. */
export function planDeleteBridge(
  request: DeleteBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Deletion {
  const planned = planParts(request, state, history);
  const { backend, own, inner } = planned;
  const told = { intent: own.intent, stack: backend.name, warnings: warningsOf([own, ...inner]) };
  return { steps: stepsOf(planned, state), ...told };
}

/** What each aspect does. Throws AgentError, see refuseUnfit, findBridge, leavingOf and the aspects; NotFound. */
function planParts(request: DeleteBridgeRequest, state: HostState, history: readonly Transaction[]): Planned {
  refuseUnfit(request, state);
  const bridge = findBridge(request.bridge, state);
  const shared = { state, history, others: otherBridges(request.bridge, state, history) };
  const own = network.planDelete(request, shared);
  if (bridge === undefined && own.already) {
    throw new AgentError('NotFound', `there is no bridge '${request.bridge}'; see 'ListBridges'`);
  }
  const creations = creationsOf(request.bridge, history);
  const creation = creations.at(-1);
  const leaving = leavingOf(request, bridge, own.interfaces, portsAsked(creations), state);
  const { port, uplink, ports } = leaving;
  const backend = backendOf(request.bridge, state);
  const { ownClient = false } = backend;
  const returned = returnedAddressing(creation, own.intent);
  const told = { uplink, uplinkName: port?.name ?? own.interfaces[0], ports, returned, ownClient };
  const inner = planInTurn(own, others, (aspect, earlier) =>
    aspect.planDelete(request, { ...shared, ...told, earlier }),
  );
  return { backend, leaving, creation, own, inner };
}

/** Throws AgentError for a NAT bridge, or where an image's bridge would be deleted now. */
function refuseUnfit({ bridge, activate }: DeleteBridgeRequest, state: HostState): void {
  refuseNatBridge(bridge, state.libvirtNetworks);
  if (state.live || activate === 'boot') return;
  throw new AgentError('Unsupported', `these files belong to an image, not to this machine; use activate 'boot'`);
}

/**
 * @param configured what the configuration puts behind it. @param asked ports that it was made with. Throws AgentError, see
 * uplinkOf, refuseGuests and refuseOffLink.
 */
function leavingOf(
  request: DeleteBridgeRequest,
  bridge: Link | undefined,
  configured: readonly string[],
  asked: readonly string[],
  state: HostState,
): Leaving {
  if (bridge === undefined) return { bridge, port: undefined, uplink: undefined, ports: [] };
  const port = uplinkOf(bridge, configured, state);
  const further = furtherPorts(bridge.name, port, [...configured, ...asked], state);
  refuseGuests(bridge, [port, ...further], state);
  if (request.activate === 'boot') return { bridge, port, uplink: undefined, ports: [] };
  refuseOffLink(request.probe, bridge.name, state);
  return { bridge, port, uplink: port, ports: further };
}

/** All steps in their order. Throws AgentError, see byRestart, returningOf and planDeleteLinks. */
function stepsOf({ backend, leaving, creation, own, inner }: Planned, state: HostState): Plan {
  const { bridge, uplink } = leaving;
  const parts = [own, ...inner];
  if (bridge === undefined || uplink === undefined || own.links === 'none') return nest(parts, []);
  if (own.links === 'service') return own.byRestart(inner);
  const returning = returningOf(bridge, uplink, creation, own.intent);
  const { kernelForm } = backend;
  const target = returning.target && (kernelForm?.(returning.target, bridge.name, state) ?? returning.target);
  return nest(parts, [planDeleteLinks(bridge, uplink, { ...returning, target }, state)]);
}

/** Other cards that are its ports, and that the configuration or we have put there. */
function furtherPorts(bridge: string, uplink: Link, names: readonly string[], state: HostState): readonly Link[] {
  return portsOf(bridge, state.links).filter(({ name }) => name !== uplink.name && names.includes(name));
}

function portsAsked(creations: readonly Transaction[]): readonly string[] {
  return creations.flatMap(({ request }) => (request.operation === 'CreateBridge' ? request.ports : []));
}

function findBridge(name: string, state: HostState): Link | undefined {
  const link = state.links.find((one) => one.name === name);
  if (link === undefined || link.bridge !== undefined) return link;
  throw new AgentError('NotFound', `'${name}' is an interface, but not a bridge; see 'ListBridges'`);
}

/** Throws AgentError(Busy) where the bridge has other ports than the host's own, or carries links that would go with it. */
export function refuseGuests(bridge: Link, own: readonly Pick<Link, 'name'>[], state: HostState): void {
  refuseLinksAbove(bridge, state);
  const guests = portsOf(bridge.name, state.links).filter(({ name }) => !own.some((port) => port.name === name));
  if (guests.length === 0) return;
  const owners = ownersOf(state);
  const names = guests.map(({ name }) => {
    const owner = owners.get(name);
    return owner === undefined ? `'${name}'` : `'${name}' of ${quoted(owner)}`;
  });
  throw new AgentError(
    'Busy',
    `bridge '${bridge.name}' is in use by ${listOf(names)}; stop those guests or detach them first`,
  );
}

/** Kinds of links that end with the link below them (kernel: NETDEV_UNREGISTER in their drivers). */
const ending = ['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'macsec', 'vxlan'];

function refuseLinksAbove({ name }: Link, { links }: HostState): void {
  const above = linksAbove(name, links).find(({ kind }) => ending.includes(kind ?? ''));
  if (above === undefined) return;
  throw new AgentError(
    'Busy',
    `bridge '${name}' carries '${above.name}' (${above.kind ?? ''}), which would go with it; remove that first`,
  );
}

/** Taps, and the names of the guests that have them. */
function ownersOf({ libvirt: { guests } }: HostState): ReadonlyMap<string | undefined, string> {
  return new Map(guests.flatMap(({ name, live = [] }) => live.map(({ target }) => [target, name] as const)));
}
