/** How a host gets rid of a bridge and has its network card back. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { refuseNatBridge } from '../../model/nat-bridges.ts';
import type { Plan } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { portsOf, uplinkOf } from '../../model/uplink.ts';
import { returnBridgedTraffic } from '../../backends/firewall/plan.ts';
import { hostFirewall } from '../../backends/host-firewall/aspect.ts';
import { returnDhcp } from '../../backends/dhclient/plan.ts';
import { returnLibvirt } from '../../backends/libvirt/plan.ts';
import { planDeleteLinks } from '../../backends/links/delete.ts';
import { planDeleteFiles, type SavedFiles } from '../../backends/network/network-scripts/delete.ts';
import { returnNetworkManager } from '../../backends/network/network-scripts/networkmanager/delete.ts';
import { nest } from '../../model/step-group.ts';
import { returnXen } from '../../backends/xen/plan.ts';
import { refuseOffLink } from './guards.ts';
import { returnedAddressing, returningOf } from './returning.ts';
import { byRestart } from '../../backends/network/network-scripts/restart.ts';

/** @param history newest first. Throws AgentError where it must not be done. */
export function planDeleteBridge(
  request: DeleteBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Plan {
  refuseNatBridge(request.bridge, state.libvirtNetworks);
  if (!state.live && request.activate !== 'boot') {
    throw new AgentError('Unsupported', `these files belong to an image, not to this machine; use activate 'boot'`);
  }
  const bridge = findBridge(request.bridge, state);
  const creation = creationOf(request.bridge, history);
  const files = planDeleteFiles(request.bridge, state, creation && savedFiles(creation));
  if (bridge === undefined && files.steps.length === 0) {
    throw new AgentError('NotFound', `there is no bridge '${request.bridge}'; see 'ListBridges'`);
  }
  const card = bridge && uplinkOf(bridge, files.interfaces, state);
  if (bridge !== undefined && card !== undefined) refuseGuests(bridge, card, state);
  const change = request.activate === 'boot' ? undefined : card;
  if (change !== undefined) refuseOffLink(request.probe, request.bridge, state);
  const parts = [
    returnNetworkManager(request, card?.name ?? files.interfaces[0], state, history),
    { before: files.steps, after: [] },
    returnXen(request.bridge, state, history),
    hostFirewall.planDelete(request, { state, history, uplink: change }),
    returnBridgedTraffic(request, state, history),
    returnLibvirt(request, state, history),
    returnDhcp(request, change, state, returnedAddressing(card?.name ?? '', creation, files.steps)),
  ];
  if (bridge === undefined || change === undefined) return nest(parts, []);
  // The old files take the bridge down, the new ones bring the card up.
  if (request.activate === 'restart') return byRestart(parts, 'stop', state);
  return nest(parts, [planDeleteLinks(bridge, change, returningOf(change, creation, files.steps, state), state)]);
}

function findBridge(name: string, state: HostState): Link | undefined {
  const link = state.links.find((one) => one.name === name);
  if (link === undefined || link.bridge !== undefined) return link;
  throw new AgentError('NotFound', `'${name}' is an interface, but not a bridge; see 'ListBridges'`);
}

/** The newest CreateBridge of this name that was kept. */
function creationOf(bridge: string, history: readonly Transaction[]): Transaction | undefined {
  return history.find((one) => one.bridge === bridge && one.operation === 'CreateBridge' && one.state === 'committed');
}

/** What the files were before, and what was made of them. */
function savedFiles(creation: Transaction): SavedFiles {
  const steps = creation.plan.filter((step) => step.kind === 'file');
  return new Map(steps.map((step) => [step.path, { before: step.before, after: step.after }]));
}

/** Throws AgentError(Busy) where the bridge has other ports than its card. */
export function refuseGuests(bridge: Link, card: Pick<Link, 'name'>, state: HostState): void {
  const guests = portsOf(bridge.name, state.links).filter((port) => port.name !== card.name);
  if (guests.length === 0) return;
  const names = guests.map(({ name }) => `'${name}'${ownerOf(name, state)}`).join(', ');
  throw new AgentError('Busy', `bridge '${bridge.name}' is in use by ${names}; stop those guests or detach them first`);
}

/** The guest whose tap it is. */
function ownerOf(tap: string, { libvirt: { guests } }: HostState): string {
  const owner = guests.find(({ live = [] }) => live.some(({ target }) => target === tap));
  return owner === undefined ? '' : ` of ${quoted(owner.name)}`;
}
