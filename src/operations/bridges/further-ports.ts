/** The option `ports`, before a bridge is planned. */
import { refuseUnlessFree } from '../../backends/ports/guards.ts';
import { AgentError } from '../../contract/errors.ts';
import type { AnyBackend } from '../../backends/interfaces/network-backend.ts';
import { backendOf } from '../../backends/network/detect.ts';
import type { HostState, Link } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import { requireUplink } from './guards.ts';

/** Throws AgentError: Unsupported where the network stack cannot have them, Conflict where another one configures one of them. */
export function requirePortsOf(
  backend: AnyBackend,
  { ports, interface: uplink }: CreateBridgeRequest,
  state: HostState,
): void {
  if (ports.length === 0) return;
  if (backend.portsOf === undefined) {
    throw new AgentError(
      'Unsupported',
      `interface '${uplink}' is configured by ${backend.title}, for which further ports cannot be written yet; leave out 'ports'`,
    );
  }
  const other = ports.find((name) => backendOf(name, state) !== backend);
  if (other === undefined) return;
  throw new AgentError(
    'Conflict',
    `interface '${other}' is configured by ${backendOf(other, state).title}, and '${uplink}' by ${backend.title}; have one of them configure both`,
  );
}

/** The link of a further port. Throws AgentError: NotFound, see requireUplink and refuseUnlessFree. */
export function requirePort(name: string, request: CreateBridgeRequest, state: HostState): Link {
  const link = requireUplink(name, state);
  refuseUnlessFree(link, request, state);
  return link;
}
