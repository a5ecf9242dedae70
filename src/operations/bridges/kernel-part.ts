/** What the kernel has of a bridge that is asked for, and what it is to get now. */
import { AgentError } from '../../contract/errors.ts';
import type { AnyBackend } from '../../backends/interfaces/network-backend.ts';
import { refuseLargerMtu, refuseLosingDefaultRoute } from '../../backends/links/guards.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import { linkNamed } from '../../model/links.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { portProblem } from '../../model/uplink-kinds.ts';
import { adoptedBridge, type Bridge } from './adoption.ts';
import { requirePort, requirePortsOf } from './further-ports.ts';
import { refuseTaken, requireUplink } from './guards.ts';

export interface KernelPart {
  /** The interface, if its place changes now. */
  readonly uplink: Link | undefined;
  /** Further interfaces that become ports now. */
  readonly ports: readonly Link[];
  /** The bridge that is taken over. */
  readonly adopted: Bridge | undefined;
  /** Whether the kernel has the bridge as it was asked for. */
  readonly already: boolean;
}

const untouched: KernelPart = { uplink: undefined, ports: [], adopted: undefined, already: false };

/**
 * Throws AgentError: Exists for a bridge that is otherwise than it was asked for, see requireUplink, requirePortsOf, requirePort,
 * refuseTaken, adoptedBridge, refuseLargerMtu and refuseLosingDefaultRoute.
 */
export function kernelPartOf(request: CreateBridgeRequest, backend: AnyBackend, state: HostState): KernelPart {
  const port = makesItself(request, backend, state) ? undefined : requireUplink(request.interface, state);
  requirePortsOf(backend, request, state);
  const further = state.live ? request.ports.map((name) => requirePort(name, request, state)) : [];
  refuseTaken(request, state);
  const adopted = port && adoptedBridge(request, port, backend, state);
  const already = state.live && adopted === undefined && isInKernel(request, port, backend, state);
  if (port !== undefined && !already) {
    refuseLargerMtu(request, port);
    refuseLosingDefaultRoute(request, port, state);
  }
  if (request.activate === 'boot') return untouched;
  const ports = further.filter(({ master }) => master === undefined);
  return { uplink: already ? undefined : port, ports, adopted, already };
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

/** Whether the interface is a port of this very bridge. Throws AgentError: Busy, Exists. */
function isInKernel(
  request: CreateBridgeRequest,
  port: Link | undefined,
  backend: AnyBackend,
  state: HostState,
): boolean {
  const problem = port === undefined || port.master === request.bridge ? undefined : portProblem(port, state.links);
  if (problem !== undefined) throw problem;
  const link = linkNamed(request.bridge, state.links);
  if (link === undefined) return false;
  if (link.bridge === undefined) {
    throw new AgentError('Exists', `'${link.name}' is an interface of another kind; choose another name`);
  }
  const difference =
    differenceOf(request, link, port) ??
    (backend.isConfigured(link.name, state)
      ? undefined
      : `no ${backend.nameOfConfiguration(link.name)} describes it; use 'adopt' to take it over, or delete it first`);
  if (difference !== undefined) throw exists(request, difference);
  return true;
}

/** What of the link is otherwise than it was asked for, and what to do; undefined where nothing is. */
function differenceOf(request: CreateBridgeRequest, link: Link, port: Link | undefined): string | undefined {
  if (port?.master !== link.name) {
    return `it does not have '${request.interface}' as its port; delete it, choose another name, or use 'adopt' to take it over`;
  }
  const difference = settingThatDiffers(request, link);
  return difference && `its ${difference}; delete it first, or use the same settings`;
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

/** @param why in what it is another, and what to do. */
export function exists(request: CreateBridgeRequest, why: string): AgentError {
  return new AgentError('Exists', `bridge '${request.bridge}' exists already, but ${why}`);
}
