/** Reads the host: the only input of the planner beside the request. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { askingOnce } from '../../host/asking-once.ts';
import type { Host } from '../../host/host.ts';
import { readLinks, readListedLinks } from '../../host/kernel/links.ts';
import { noDependents } from '../../model/dependents.ts';
import { linkParts, type HostState, type KnownNetworks, type LinkState } from '../../model/host-state.ts';
import { beginFilters } from '../firewall/read.ts';
import { readLibvirtNetworks, uniteNetworks } from '../libvirt/read-networks.ts';
import { readDaemonNetworks } from '../libvirt/read.ts';
import { readVerifiedSysctls } from '../sysctls/read.ts';
import { beginLook, isFiltered, readers, type Look, type Part } from './read-each.ts';

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
  return readBy(beginLook(askingOnce(host), readLinks), needed);
}

/** The same for those who change nothing: of links less is known, see readListedLinks. */
export async function readListedParts<Needed extends Part>(
  host: Host,
  needed: readonly Needed[],
): Promise<Pick<HostState, Needed>> {
  return readBy(beginLook(askingOnce(host), readListedLinks), needed);
}

async function readBy<Needed extends Part>(look: Look, needed: readonly Needed[]): Promise<Pick<HostState, Needed>> {
  if (needed.some((part) => part === 'filters')) {
    beginFilters(look.host, await isFiltered(look));
    await turnOfTheLoop();
  }
  const parts = await Promise.all(needed.map(async (part) => [part, await look.at(part)] as const));
  return Object.fromEntries(parts) as Pick<HostState, Needed>;
}

/** What Verify looks at: not what only a plan needs; of routing rules only remedies do, and for them alone ip(8) would be started again. */
const unverified: readonly Part[] = ['dependents', 'interfaceSysctls', 'resolvedLinks', 'rules'];
const verifiedParts = allParts.filter((part) => !unverified.includes(part));

/** Everything but the dependents, which only a bridge that is planned needs. Throws AgentError where the host can't be read. */
export async function readHostState(host: Host): Promise<HostState> {
  const parts = allParts.filter((part) => part !== 'dependents');
  return { ...(await readParts(host, parts)), dependents: noDependents };
}

/**
 * What Verify looks at. Settings that no file names are left out too: they are some hundred files. Throws AgentError as
 * readHostState does.
 */
export async function readVerifiedState(host: Host): Promise<HostState> {
  const state = await readListedParts(host, verifiedParts);
  const interfaceSysctls = await readVerifiedSysctls(state.links, state.sysctlFiles);
  return { ...state, interfaceSysctls, resolvedLinks: [], rules: [], dependents: noDependents };
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
