/** What libvirt is told of a new bridge, and of one that goes. Pure. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, LibvirtNetwork, Link } from '../../model/host-state.ts';
import { bridgeNetworkXml } from './interface-xml.ts';
import type { LibvirtNetworkStep, ServiceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import type { CreateBridgeRequest, DeleteBridgeRequest } from '../../model/requests.ts';
import type { Transaction } from '../../model/transaction.ts';
import { nothing, type StepGroup } from '../../model/step-group.ts';
import { keptSteps } from '../../model/originals.ts';
import { requireLibvirt } from './find-guest.ts';

/** @param card undefined where the kernel is not to be touched, or has the bridge already. Throws AgentError. */
export function planLibvirt(request: CreateBridgeRequest, card: Link | undefined, state: HostState): StepGroup {
  return { before: [], after: [...planNetwork(request, state), ...(card === undefined ? [] : reload(state))] };
}

/** @param history newest first. Throws AgentError(Busy) where a guest that runs uses our network. */
export function returnLibvirt(
  request: DeleteBridgeRequest,
  state: HostState,
  history: readonly Transaction[],
): StepGroup {
  if (request.activate === 'boot') return nothing;
  const isThere = state.links.some((link) => link.name === request.bridge);
  return { before: returnNetworks(request.bridge, state, history), after: isThere ? reload(state) : [] };
}

/** A daemon that does not run, or hangs, is left alone; Verify tells of it. */
function reload({ libvirt: { service, daemon } }: HostState): readonly ServiceStep[] {
  if (service !== 'running' || daemon === undefined) return [];
  return [{ kind: 'service', title: `reload '${daemon}'`, service: daemon, apply: 'reload', undo: 'nothing' }];
}

function planNetwork(request: CreateBridgeRequest, state: HostState): readonly LibvirtNetworkStep[] {
  const { libvirtNetwork: network, bridge } = request;
  if (network === undefined) return [];
  const there = state.libvirtNetworks.filter(({ name }) => name === network);
  if (there.length > 0 && there.every((one) => leadsTo(bridge, one))) return [];
  if (there.length > 0) {
    throw new AgentError(
      'Exists',
      `libvirt already has a network ${quoted(network)}, which does not use '${bridge}'; choose another name`,
    );
  }
  if (request.activate === 'boot') {
    throw new AgentError(
      'Unsupported',
      `libvirt network '${network}' can only be defined once the bridge exists; use activate 'live', or call again after the boot`,
    );
  }
  requireLibvirt(state);
  const xml = bridgeNetworkXml(network, bridge);
  const title = `define libvirt network '${network}', which uses '${bridge}'`;
  return [{ kind: 'libvirt-network', title, uri: state.libvirt.uri, network, bridge, action: 'define', xml }];
}

function leadsTo(bridge: string, network: LibvirtNetwork): boolean {
  return network.forward === 'bridge' && network.bridge === bridge;
}

/** The networks that we made for the bridge, as far as they still are what they were. */
function returnNetworks(
  bridge: string,
  state: HostState,
  history: readonly Transaction[],
): readonly LibvirtNetworkStep[] {
  return ourNetworks(bridge, history).flatMap((network) => {
    const there = state.libvirtNetworks.filter(({ name }) => name === network);
    const xml = state.libvirt.definitions.findLast(({ name }) => name === network)?.xml;
    if (xml === undefined || !there.every((one) => leadsTo(bridge, one))) return [];
    refuseUsers(network, state);
    const title = `remove libvirt network '${network}'`;
    return [{ kind: 'libvirt-network', title, uri: state.libvirt.uri, network, bridge, action: 'undefine', xml }];
  });
}

/** What the last thing was that we did to each. */
function ourNetworks(bridge: string, history: readonly Transaction[]): readonly string[] {
  const steps = keptSteps(history).filter((step) => step.kind === 'libvirt-network');
  const last = new Map(steps.toReversed().map((step) => [step.network, step]));
  return [...last.values()]
    .filter((step) => step.bridge === bridge && step.action === 'define')
    .map(({ network }) => network);
}

function refuseUsers(network: string, state: HostState): void {
  const users = state.libvirt.guests.filter(({ live = [] }) =>
    live.some((card) => card.type === 'network' && card.source === network),
  );
  if (users.length === 0) return;
  const names = users.map(({ name }) => quoted(name)).join(', ');
  throw new AgentError(
    'Busy',
    `libvirt's network '${network}' is in use by ${names}; stop those guests or detach them first`,
  );
}
