/** The MTU of a bridge with several ports. */
import type { HostState } from '../../model/host-state.ts';
import { linkNamed } from '../../model/links.ts';
import type { CreateBridgeRequest } from '../../model/requests.ts';

/** Without a word about it the smallest of all ports decides, because a larger frame would get lost at that port. */
export function withSmallestMtu(request: CreateBridgeRequest, state: HostState): CreateBridgeRequest {
  const { bridge, ports, mtu } = request;
  if (mtu !== undefined || ports.length === 0 || !state.live) return request;
  const own = linkNamed(request.interface, state.links)?.mtu;
  const others = ports.flatMap((name) => linkNamed(name, state.links)?.mtu ?? []);
  const smallest = Math.min(...others);
  const isThere = linkNamed(bridge, state.links) !== undefined;
  return own === undefined || isThere || smallest >= own ? request : { ...request, mtu: smallest };
}
