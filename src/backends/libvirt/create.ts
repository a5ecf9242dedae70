/** What libvirt is told of a new bridge. */
import { AgentError } from '../../contract/errors.ts';
import type { HostState, LibvirtNetwork } from '../../model/host-state.ts';
import { bridgeNetworkXml } from './interface-xml.ts';
import type { LibvirtNetworkStep, ServiceStep } from '../../model/plan.ts';
import { quoted } from '../../contract/quoted.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { StepGroup } from '../../model/step-group.ts';
import type { AspectContext } from '../interfaces/aspect.ts';
import { requireLibvirt } from './find-guest.ts';

/** Throws AgentError: Exists, Unsupported, CommandFailed. */
export function planCreateLibvirt(request: CreateBridgeRequest, { uplink, state }: AspectContext): StepGroup {
  return { before: [], after: [...planNetwork(request, state), ...(uplink === undefined ? [] : reload(state))] };
}

/** A daemon that does not run, or hangs, is left alone; Verify tells of it. */
export function reload({ libvirt: { service, daemon } }: HostState): readonly ServiceStep[] {
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

/** Whether a network of libvirt's puts its guests on the bridge. */
export function leadsTo(bridge: string, network: LibvirtNetwork): boolean {
  return network.forward === 'bridge' && network.bridge === bridge;
}
