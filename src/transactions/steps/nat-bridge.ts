/** The invariant once more, just before a step: libvirt may have taken the bridge for a network of its own meanwhile. */
import { readAllNetworks } from '../../backends/host-state/read.ts';
import type { Host } from '../../host/host.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';

/** Throws AgentError(Refused). @param attaches whether the step brings something to the bridge. */
export async function requireNoNatBridge(bridge: string, host: Host, attaches: boolean): Promise<void> {
  const { networks, unread } = await readAllNetworks(host);
  refuseNatBridge(bridge, networks);
  if (attaches) refuseUnreadNetworks(unread);
}
