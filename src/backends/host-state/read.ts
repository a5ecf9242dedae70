/** Reads the host: the only input of the planner beside the request. */
import { askingOnce } from '../../host/asking-once.ts';
import type { Host } from '../../host/host.ts';
import { noDependents } from '../../model/dependents.ts';
import { linkParts, type HostState, type KnownNetworks, type LinkState } from '../../model/host-state.ts';
import { readLibvirtNetworks, uniteNetworks } from '../libvirt/read-networks.ts';
import { readDaemonNetworks } from '../libvirt/read.ts';
import { readVerifiedSysctls } from '../sysctls/read.ts';
import { beginLook, readers, type Part } from './read-each.ts';

/** For a planner that needs all of it. */
export const allParts = Object.keys(readers) as readonly Part[];

/**
 * One look at what is needed of the host, and at nothing else: only the parts that are named are in the result, so a planner
 * cannot be given less than it asks for. Throws AgentError where the host can't be read.
 */
export async function readParts<Needed extends Part>(
  host: Host,
  needed: readonly Needed[],
): Promise<Pick<HostState, Needed>> {
  const look = beginLook(askingOnce(host));
  const parts = await Promise.all(needed.map(async (part) => [part, await look.at(part)] as const));
  return Object.fromEntries(parts) as Pick<HostState, Needed>;
}

/** Everything but the dependents, which only a bridge that is planned needs. Throws AgentError where the host can't be read. */
export async function readHostState(host: Host): Promise<HostState> {
  const parts = allParts.filter((part) => part !== 'dependents');
  return { ...(await readParts(host, parts)), dependents: noDependents };
}

/**
 * The same without the values of settings that no file names, which are some hundred files, and without what only a move needs:
 * Verify does not look at them.
 */
export async function readVerifiedState(host: Host): Promise<HostState> {
  const left: readonly Part[] = ['dependents', 'interfaceSysctls', 'resolvedLinks'];
  const parts = allParts.filter((part) => !left.includes(part));
  const state = await readParts(host, parts);
  const interfaceSysctls = await readVerifiedSysctls(state.links, state.sysctlFiles);
  return { ...state, interfaceSysctls, resolvedLinks: [], dependents: noDependents };
}

/**
 * What is compared with the plan once a change is made. libvirt's networks are taken from its files alone: its daemon may need
 * seconds, and nothing that the change did is decided by it. @param rules as they were before: no change touches them.
 */
export async function readAfterChange(host: Host, rules: HostState['rules']): Promise<LinkState> {
  const [parts, known] = await Promise.all([readParts(host, linkParts), readLibvirtNetworks(host)]);
  return { ...parts, rules, libvirtNetworks: known.networks, unreadNetworks: known.unread };
}

/** libvirt's networks, from its files and from its daemon, which may keep its files elsewhere. */
export async function readAllNetworks(host: Host): Promise<KnownNetworks> {
  return uniteNetworks(await Promise.all([readLibvirtNetworks(host), readDaemonNetworks(host)]));
}
