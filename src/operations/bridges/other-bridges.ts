/** What several bridges share goes back with the last of them. */
import { isConfigured } from '../../backends/network/detect.ts';
import type { HostState } from '../../model/host-state.ts';
import type { Transaction } from '../../model/transaction.ts';

/** Who asked for a share: AttachGuest and the rest use nothing that is the host's as a whole. */
const sharing = ['CreateBridge', 'SetBridgedTraffic'];

/** Bridges besides `bridge` that were made, or let through, by us and are still there, in the kernel or for the next boot. */
export function otherBridges(bridge: string, state: HostState, history: readonly Transaction[]): readonly string[] {
  const ours = history.filter((one) => one.state === 'committed' && sharing.includes(one.operation));
  const names = new Set(ours.map((one) => one.bridge));
  names.delete(bridge);
  return [...names].filter((name) => isThere(name, state));
}

/** Whether the kernel has the bridge, or the next boot makes it. */
export function isThere(name: string, state: HostState): boolean {
  const inKernel = state.links.some((link) => link.name === name && link.bridge !== undefined);
  return inKernel || isConfigured(name, state);
}
