/** How a host gets rid of a bridge and has its interface back. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { refuseNatBridge } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import { listOf } from '../../contract/list-of.ts';
import { quoted } from '../../contract/quoted.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import { nest, planInTurn, warningsOf } from '../../model/step-group.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BridgeFacts } from '../../transactions/change.ts';
import { creationsOf } from '../../model/originals.ts';
import { linksAbove, portsOf } from '../../model/links.ts';
import { uplinkOf } from '../../model/uplink.ts';
import { aspects } from '../../backends/aspects.ts';
import { planDeleteLinks } from '../../backends/links/delete.ts';
import { backendOf } from '../../backends/network/detect.ts';
import { refuseOffLink } from './guards.ts';
import { otherBridges } from './other-bridges.ts';
import { returnedAddressing, returningOf } from './returning.ts';

export interface Deletion extends BridgeFacts {
  readonly steps: Plan;
  readonly warnings: readonly string[];
}

/** @param history newest first. Throws AgentError where it must not be done. */
export function planDeleteBridge(
  request: DeleteBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Deletion {
  refuseNatBridge(request.bridge, state.libvirtNetworks);
  if (!state.live && request.activate !== 'boot') {
    throw new AgentError('Unsupported', `these files belong to an image, not to this machine; use activate 'boot'`);
  }
  const bridge = findBridge(request.bridge, state);
  const shared = { state, history, others: otherBridges(request.bridge, state, history) };
  const [network, ...others] = aspects;
  const own = network.planDelete(request, shared);
  if (bridge === undefined && own.already) {
    throw new AgentError('NotFound', `there is no bridge '${request.bridge}'; see 'ListBridges'`);
  }
  const port = bridge && uplinkOf(bridge, own.interfaces, state);
  const creations = creationsOf(request.bridge, history);
  const further =
    port === undefined ? [] : furtherPorts(request.bridge, port, [...own.interfaces, ...portsAsked(creations)], state);
  if (bridge !== undefined && port !== undefined) refuseGuests(bridge, [port, ...further], state);
  const uplink = request.activate === 'boot' ? undefined : port;
  if (uplink !== undefined) refuseOffLink(request.probe, request.bridge, state);
  const creation = creations.at(-1);
  const ports = uplink === undefined ? [] : further;
  const returned = returnedAddressing(creation, own.intent);
  const uplinkName = port?.name ?? own.interfaces[0];
  const backend = backendOf(request.bridge, state);
  const { ownClient = false } = backend;
  const inner = planInTurn(own, others, (aspect, earlier) =>
    aspect.planDelete(request, { ...shared, uplink, uplinkName, ports, earlier, returned, ownClient }),
  );
  const { intent } = own;
  const told = { intent, stack: backend.name, warnings: warningsOf([own, ...inner]) };
  if (bridge === undefined || uplink === undefined || own.links === 'none') {
    return { steps: nest([own, ...inner], []), ...told };
  }
  if (own.links === 'service') return { steps: own.byRestart(inner), ...told };
  const returning = returningOf(bridge, uplink, creation, intent);
  const { kernelForm } = backend;
  const target = returning.target && (kernelForm?.(returning.target, bridge.name, state) ?? returning.target);
  const links = planDeleteLinks(bridge, uplink, { ...returning, target }, state);
  return { steps: nest([own, ...inner], [links]), ...told };
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
