/** What a request means for the rules of the host's own firewall. */
import type { HostState } from '../../model/host-state.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';
import type { Move } from './shared/move.ts';

export function moveOf({ interface: uplink, bridge }: CreateBridgeRequest): Move {
  return { uplink, bridge };
}

/** Whether the bridge has the interface already, so that nothing moves. */
export function isInPlace({ interface: uplink, bridge }: CreateBridgeRequest, { links }: HostState): boolean {
  return links.find(({ name }) => name === uplink)?.master === bridge;
}
