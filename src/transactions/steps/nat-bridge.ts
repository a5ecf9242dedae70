/** The invariant, checked again just before a step: meanwhile libvirt may have used the bridge for a network of its own. */
import { readAllNetworks } from '../../backends/host-state/read.ts';
import type { Host } from '../../host/host.ts';
import { refuseNatBridge, refuseUnreadNetworks } from '../../model/nat-bridges.ts';

/** Throws AgentError(Refused). @param attaches whether the step brings something to the bridge. */
export async function requireNoNatBridge(bridge: string, host: Host, attaches: boolean): Promise<void> {
  const { networks, unread } = await readAllNetworks(host);
  refuseNatBridge(bridge, networks);
  if (attaches) refuseUnreadNetworks(unread);
}
