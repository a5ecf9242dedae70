/** How a host gets rid of a bridge and has its network card back. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { refuseNatBridge } from '../../model/nat-bridges.ts';
import type { FileStep, Plan } from '../../model/plan.ts';
import type { DeleteBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { planDeleteLinks } from '../links/plan-delete-links.ts';
import { planDeleteFiles, type SavedFiles } from '../network-files/plan-delete-files.ts';
import { refuseRunningGuests } from './guards.ts';
import { returningOf } from './returning.ts';
import { networkDown, networkRestart, requireNetworkService } from './service-steps.ts';

/** @param history newest first. Throws AgentError where it must not be done. */
export function planDeleteBridge(
  request: DeleteBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): Plan {
  refuseNatBridge(request.bridge, state.libvirtNetworks);
  if (!state.live && request.activate !== 'boot') {
    throw new AgentError('Unsupported', `these files are an image's, not this machine's; use activate 'boot'`);
  }
  const bridge = findBridge(request.bridge, state);
  const creation = creationOf(request.bridge, history);
  const files = planDeleteFiles(request.bridge, state, creation && savedFiles(creation));
  if (bridge === undefined) {
    if (files.steps.length > 0) return files.steps;
    throw new AgentError('NotFound', `there is no bridge '${request.bridge}'; see 'ListBridges'`);
  }
  const card = uplinkOf(bridge, files.interfaces, state);
  refuseGuests(bridge, card, state);
  switch (request.activate) {
    case 'boot':
      return files.steps;
    case 'live':
      return [...files.steps, planDeleteLinks(bridge, card, returningOf(card, creation, files.steps, state), state)];
    case 'restart':
      requireNetworkService(state);
      refuseRunningGuests(state);
      return aroundFiles(files.steps);
  }
}

/** The old files take the bridge down, the new ones bring the card up. */
function aroundFiles(files: readonly FileStep[]): Plan {
  return [networkDown('stop', 0), ...files, networkRestart('start')];
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

/** The network card behind the bridge: the one the files name, or the port that lent the bridge its address. */
function uplinkOf(bridge: Link, named: readonly string[], state: HostState): Link {
  const cards = state.links.filter((link) => isUplink(link, bridge, named));
  const [card, other] = cards;
  if (card === undefined) {
    throw new AgentError(
      'Conflict',
      `bridge '${bridge.name}' has no network card that could take over; use 'ip link delete'`,
    );
  }
  if (other !== undefined) {
    throw new AgentError(
      'Conflict',
      `bridge '${bridge.name}' has several network cards, '${card.name}' and '${other.name}'; take one out first`,
    );
  }
  return card;
}

/** Also used to tell guests' taps from cards. */
export function isUplink(link: Link, bridge: Link, named: readonly string[]): boolean {
  if (named.includes(link.name)) return link.master === undefined || link.master === bridge.name;
  const lentAddress = link.mac === bridge.mac && (link.kind === undefined || link.kind === 'veth');
  return link.master === bridge.name && lentAddress && named.length === 0;
}

function refuseGuests(bridge: Link, card: Link, state: HostState): void {
  const guests = state.links.filter((link) => link.master === bridge.name && link.name !== card.name);
  if (guests.length === 0) return;
  const names = guests.map((guest) => `'${guest.name}'`).join(', ');
  throw new AgentError('Busy', `bridge '${bridge.name}' is in use by ${names}; stop those guests or detach them first`);
}
